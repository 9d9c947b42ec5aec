import { spawnSync } from 'node:child_process'
import { type Dirent, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { differences } from '../../../test/marts.ts'
import { fillDrift, fillRedTeam, importedAnswers, lastOfAnHour, seededWeek } from '../../../test/martsInput.ts'
import { startPostgres } from '../../../test/postgres.ts'
import { openPostgresDatabase } from '../../../test/postgresDatabase.ts'
import type { MeasuredLog } from '../../core/measurement.ts'
import { compact } from '../../store/postgres/compact.ts'
import { createLogStore } from '../../store/postgres/logStore.ts'
import type { Sql } from '../../store/postgres/sql.ts'
import { createDbtEngine, environmentOf } from './dbt.ts'
import { createEmbeddedEngine } from './embedded.ts'
import { findDbt } from './findDbt.ts'
import { dbtFolder } from './folder.ts'
import { readProject } from './project.ts'
import { createRender } from './render.ts'
import { unpublishedOnly } from './tested.ts'

const postgres = await startPostgres()
const dbt = findDbt(null, process.env.PATH ?? '')
const program = 'program' in dbt ? dbt.program : ''
const reason = 'skipped' in postgres ? postgres.skipped : 'missing' in dbt ? dbt.missing : null
const never = new AbortController().signal
const project = readProject(dbtFolder())
const answers = importedAnswers(1_500)
const title = `make the same of every mart${answers === null ? ' (without the real answers: ../shared/data is absent)' : ''}`
const minutes = 60_000

afterAll(async () => {
  if (!('skipped' in postgres)) await postgres.stop()
})

const rowsOf = async (sql: Sql, relation: string): Promise<string[]> => {
  const row = `(to_jsonb(given) - 'refreshed_at' - 'refreshed_ms')::text`
  return (await sql.query<{ row: string }>(`select ${row} as row from ${relation} as given order by 1`)).map((found) => found.row)
}

/** Everything dbt does by hand: models, data tests, unit tests. The SQL it compiled each model and singular test to. */
const buildByHand = (url: string, vars: Record<string, unknown>): Map<string, string> => {
  const target = mkdtempSync(join(tmpdir(), 'aicwd-build-'))
  const where = ['--project-dir', dbtFolder(), '--profiles-dir', dbtFolder(), '--target-path', target, '--log-path', target]
  const { status, stdout } = spawnSync(program, ['build', ...where, '--vars', JSON.stringify(vars)], {
    env: { ...process.env, ...environmentOf(url) },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stdout)
  expect(stdout).toMatch(/[1-9]\d* unit tests/)
  const folder = join(target, 'compiled', 'aicwd')
  const isOwn = (file: Dirent) => file.isFile() && file.name.endsWith('.sql') && !file.parentPath.includes('.yml') // those are fixtures of unit tests
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(isOwn)
  const compiled = new Map(files.map((file) => [file.name.slice(0, -4), readFileSync(join(file.parentPath, file.name), 'utf8').trim()]))
  rmSync(target, { recursive: true })
  return compiled
}

const expectSameText = (compiled: ReadonlyMap<string, string>, isIncremental: boolean, vars: Record<string, unknown>): void => {
  const { render, testSql } = createRender(project, { database: 'by_dbt', vars, isIncremental: () => isIncremental })
  for (const model of project.models)
    if (model.materialized !== 'seed') expect(render(model.text, model.name), model.name).toBe(compiled.get(model.name))
  for (const test of project.tests) if (test.sql !== null) expect(testSql(test), test.name).toBe(compiled.get(test.name))
}

const relations = [
  ...project.models.filter(({ materialized }) => materialized !== 'view').map(({ name }) => `dbt_aicwd.${name}`),
  ...['metrics', 'metrics_position', 'removed_logs'],
]

const expectSameRows = async (one: Sql, other: Sql): Promise<void> => {
  for (const relation of relations) {
    const [mine, theirs] = [await rowsOf(one, relation), await rowsOf(other, relation)]
    expect(mine.length, relation).toBe(theirs.length)
    expect(mine.filter((row, at) => row !== theirs[at]).slice(0, 2), relation).toEqual([])
  }
  for (const sql of [one, other]) expect(await differences(sql)).toBe(0)
}

const isMissing = reason !== null
describe.skipIf(isMissing)(`dbt and the embedded engine${isMissing ? ` (skipped: ${reason})` : ''}`, () => {
  it(title, { timeout: 10 * minutes }, async () => {
    if ('skipped' in postgres) return
    const one = await openPostgresDatabase(postgres.url, 'by_dbt')
    const other = await openPostgresDatabase(postgres.url, 'embedded')
    const byDbt = createDbtEngine({ dbt, databaseUrl: one.url, sql: one.sql, env: process.env })
    const embedded = createEmbeddedEngine(other.sql, project)

    const both = async (now: number, work: (sql: Sql, store: ReturnType<typeof createLogStore>) => Promise<unknown>) => {
      for (const { sql } of [one, other]) await work(sql, createLogStore(sql, { clock: () => now }))
    }
    const save = (logs: readonly MeasuredLog[], now: number) =>
      both(now, async (_, store) => {
        for (let at = 0; at < logs.length; at += 1_000) expect((await store.saveLogs(logs.slice(at, at + 1_000))).status).toBe('saved')
      })
    const refresh = async (full: boolean) => {
      const [left, right] = [await byDbt.transform({ full, signal: never }), await embedded.transform({ full, signal: never })]
      expect(left).toMatchObject({ status: 'success', tests: { failed: 0 } })
      expect(right).toMatchObject({ status: 'success', rowsIn: left.rowsIn, tests: left.tests })
      expect(right.models.map(({ name }) => name).sort()).toEqual(left.models.map(({ name }) => name).sort())
      await expectSameRows(one.sql, other.sql)
    }

    await save([...(answers ?? []), ...seededWeek(2_000, 1)], 1_000)
    expectSameText(buildByHand(one.url, {}), false, {})
    expect((await embedded.transform({ full: false, signal: never })).status).toBe('success')
    await expectSameRows(one.sql, other.sql)

    await both(0, (sql) => fillRedTeam(sql))
    await both(0, (sql) => fillDrift(sql))
    await save([...seededWeek(2_000, 2), ...seededWeek(200, 1), lastOfAnHour], 2_000)
    await both(0, (_, store) => store.deleteLogs({ userId: 'user-7' }, 10_000))
    await refresh(false)
    expect(await rowsOf(one.sql, 'dbt_aicwd.adversarial_stress')).toHaveLength(2)
    expect((await rowsOf(one.sql, 'dbt_aicwd.semantic_drift')).some((row) => /"semantic_drift": 0\.\d/.test(row))).toBe(true)

    await both(0, (sql) => compact(sql, 3_000))
    await both(0, (_, store) => store.expireLogs(1_500, 10_000))
    await save(seededWeek(300, 3), 3_000)
    await both(0, (_, store) => store.deleteLogs({ userId: 'leaves' }, 10))
    const vars = { ...unpublishedOnly, most_logs: 5_000 }
    expectSameText(buildByHand(one.url, vars), true, vars)
    expect((await embedded.transform({ full: false, signal: never })).status).toBe('success')
    await expectSameRows(one.sql, other.sql)
    expect((await rowsOf(one.sql, 'dbt_aicwd.semantic_drift')).filter((row) => /"hour_count": 0/.test(row))).toHaveLength(1)

    await refresh(true)
    for (const { close } of [one, other]) await close()
  })
})
