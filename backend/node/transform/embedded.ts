import type { Engine, ModelRun, Transformed } from '../../core/etl.ts'
import type { Limits, Queries, Sql } from '../../store/postgres/sql.ts'
import { fingerprintOf, madeByOthers, noteMaker } from './fingerprint.ts'
import { materialize } from './materialize.ts'
import type { DataTest, Model, Project } from './project.ts'
import { createRender, type Render, relationOf, schemaName } from './render.ts'
import { unpublishedOnly } from './tested.ts'

/** Logs read in one transaction, during which an embedded database stores nothing else. */
const logsAtOnce = 20_000

/** Longer than any statement takes that makes all anew: the longest counts every log there is. */
const limitsWhenFull: Limits = { statementMs: 10 * 60_000 }

type Report = Pick<Transformed, 'rowsIn' | 'models' | 'tests'>

class Failed extends Error {}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''

/** Runs models and tests of the project inside one transaction; whatever goes wrong rejects, and nothing of it stays. */
const createRun = (project: Project, tx: Queries, { render, testSql }: Render, database: string, existing: ReadonlySet<string>) => {
  const built = new Set<string>()
  const tested = new Set<DataTest>()

  const build = async (model: Model): Promise<ModelRun> => {
    const began = performance.now()
    try {
      for (const hook of model.preHooks) await tx.query(render(hook, model.name))
      const sql = model.materialized === 'seed' ? '' : render(model.text, model.name)
      const rows = await materialize(tx, model, {
        relation: relationOf({ database }, model.name),
        sql,
        isIncremental: existing.has(model.name),
      })
      for (const hook of model.postHooks) await tx.query(render(hook, model.name))
      built.add(model.name)
      return { name: model.name, status: 'success', rows, ms: Math.round(performance.now() - began) }
    } catch (error) {
      throw new Failed(`${model.name}: ${firstLine(error)}`, { cause: error })
    }
  }

  /** The tests that can be asked now, and the names of those that failed. */
  const test = async (): Promise<{ passed: number; failed: string[] }> => {
    const failed: string[] = []
    let passed = 0
    for (const one of project.tests) {
      if (tested.has(one) || !one.needs.every((need) => built.has(need))) continue
      tested.add(one)
      const [row] = await tx.query<{ failures: number }>(`select count(*)::int as failures from (${testSql(one)}) as found`)
      if (row?.failures === 0) passed += 1
      else failed.push(`test ${one.name}: ${row?.failures} rows`)
    }
    return { passed, failed }
  }

  return { build, test }
}

const existingModels = async (tx: Queries, full: boolean, project: Project): Promise<Set<string>> => {
  if (full) return new Set()
  const rows = await tx.query<{ name: string }>('select tablename as name from pg_tables where schemaname = $1', [schemaName])
  const incremental = new Set(project.models.filter(({ materialized }) => materialized === 'incremental').map(({ name }) => name))
  return new Set(rows.map(({ name }) => name).filter((name) => incremental.has(name)))
}

const horizonOf = async (tx: Queries): Promise<number> =>
  Number((await tx.query<{ seq: number }>('select through_seq as seq from public.metrics_position'))[0]?.seq ?? 0)

/**
 * The models of `dbt/` without dbt: renders the very same files and runs them over any `Sql`. One transaction, so that a refresh that fails or is
 * killed leaves no trace; many new logs are read in several, each of them a whole refresh. A step costs what is new.
 */
export const createEmbeddedEngine = (sql: Sql, project: Project): Engine => {
  const fingerprint = fingerprintOf(project)

  /** One refresh; `report` says how far it came, also when it rejects. */
  const step = (full: boolean, report: Report, signal: AbortSignal): Promise<{ before: number; after: number }> =>
    sql.transaction(
      async (tx) => {
        await tx.query(`create schema if not exists ${schemaName}`)
        const [place] = await tx.query<{ database: string }>('select current_database() as database')
        const database = place?.database ?? ''
        const existing = await existingModels(tx, full, project)
        const vars = full ? {} : { ...unpublishedOnly, most_logs: logsAtOnce }
        const rendering = createRender(project, { database, vars, isIncremental: (model) => existing.has(model) })
        const run = createRun(project, tx, rendering, database, existing)
        const before = await horizonOf(tx)
        for (const model of project.models) {
          if (signal.aborted) throw new Failed(firstLine(signal.reason))
          report.models.push(await run.build(model))
          const { passed, failed } = await run.test()
          report.tests.passed += passed
          report.tests.failed += failed.length
          if (failed.length > 0) throw new Failed(failed.join('; '))
        }
        await noteMaker(tx, fingerprint)
        const after = await horizonOf(tx)
        const [read] = await tx.query<{ rows: number }>('select count(*)::int as rows from public.logs where seq > $1 and seq <= $2', [
          before,
          after,
        ])
        report.rowsIn = read?.rows ?? 0
        return { before, after }
      },
      full ? limitsWhenFull : undefined,
    )

  return {
    id: 'embedded',
    transform: async ({ full, signal }) => {
      const reports: Report[] = []
      const total = (): Report => ({
        rowsIn: reports.reduce((sum, { rowsIn }) => sum + rowsIn, 0),
        models: addedByModel(reports.flatMap(({ models }) => models)),
        tests: reports.at(-1)?.tests ?? { passed: 0, failed: 0 },
      })
      try {
        const [goal] = await sql.query<{ seq: number }>('select last_seq as seq from log_position')
        for (let first = true; ; first = false) {
          const report: Report = { rowsIn: 0, models: [], tests: { passed: 0, failed: 0 } }
          reports.push(report)
          const { before, after } = await step(first && (full || (await madeByOthers(sql, fingerprint))), report, signal)
          if (after === before || after >= Number(goal?.seq ?? 0)) return { status: 'success', ...total() }
        }
      } catch (error) {
        return { status: 'failed', ...total(), error: firstLine(error) }
      }
    },
  }
}

/** The runs of each model in one. */
const addedByModel = (runs: readonly ModelRun[]): ModelRun[] => {
  const byName = new Map<string, ModelRun>()
  for (const run of runs) {
    const known = byName.get(run.name)
    byName.set(run.name, known === undefined ? run : { ...run, rows: known.rows + run.rows, ms: known.ms + run.ms })
  }
  return [...byName.values()]
}
