import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine, Transformed } from '../../core/etl.ts'
import type { Sql } from '../../store/postgres/sql.ts'
import { runProcess } from './dbtProcess.ts'
import { errorOf, readResults } from './dbtResults.ts'
import type { Found } from './findDbt.ts'
import { fingerprintOf, madeByOthers, noteMaker } from './fingerprint.ts'
import { dbtFolder } from './folder.ts'
import { readProject } from './project.ts'
import { unpublishedOnly } from './tested.ts'

/** Longer than any refresh takes; a full one of ten million logs takes minutes. */
const limitMs = 25 * 60_000

/** What profiles.yml reads. libpq itself reads PGSSLMODE and PGOPTIONS. */
export const environmentOf = (databaseUrl: string): Record<string, string> => {
  const { hostname, port, username, password, pathname, searchParams } = new URL(databaseUrl)
  const sslmode = searchParams.get('sslmode')
  return {
    DBT_HOST: hostname,
    DBT_PORT: port || '5432',
    DBT_USER: decodeURIComponent(username),
    DBT_PASSWORD: decodeURIComponent(password),
    DBT_DBNAME: decodeURIComponent(pathname.slice(1)) || decodeURIComponent(username),
    DO_NOT_TRACK: '1',
    PGOPTIONS: '-c jit=off -c work_mem=64MB',
    ...(sslmode !== null && { PGSSLMODE: sslmode }),
  }
}

const argumentsOf = (target: string, full: boolean): string[] => [
  ...['build', '--project-dir', dbtFolder(), '--profiles-dir', dbtFolder(), '--target-path', target, '--log-path', target],
  ...['--log-format', 'json', '--log-level-file', 'none', '--no-use-colors', '--no-version-check', '--exclude-resource-type', 'unit_test'],
  ...(full ? ['--full-refresh'] : ['--vars', JSON.stringify(unpublishedOnly)]),
]

const horizonOf = async (sql: Sql): Promise<number> =>
  Number((await sql.query<{ seq: number }>('select through_seq as seq from metrics_position'))[0]?.seq ?? 0)

const nothing = { rowsIn: 0, models: [], tests: { passed: 0, failed: 0 } }

interface Settings {
  /** The program, or why there is none: then every refresh says so. */
  dbt: Found
  databaseUrl: string
  sql: Sql
  /** Where dbt looks for programs and its user's settings. */
  env: { PATH?: string | undefined; HOME?: string | undefined }
}

/**
 * dbt as a child process on PostgreSQL. Its models commit one by one, but the table `metrics` changes only with the last of them, and each
 * goes on from where it is itself: after a run that failed or was killed the next one catches up.
 */
export const createDbtEngine = ({ dbt, databaseUrl, sql, env }: Settings): Engine => {
  const fingerprint = fingerprintOf(readProject(dbtFolder()))

  const run = async (program: string, target: string, asked: boolean, signal: AbortSignal): Promise<Transformed> => {
    const before = await horizonOf(sql)
    const full = asked || (await madeByOthers(sql, fingerprint))
    const limited = AbortSignal.any([signal, AbortSignal.timeout(limitMs)])
    const environment = { PATH: env.PATH, HOME: env.HOME, LANG: 'C.UTF-8', ...environmentOf(databaseUrl) }
    const { code, log, error } = await runProcess(program, argumentsOf(target, full), environment, limited)
    const file = join(target, 'run_results.json')
    const { models, tests, faults } = existsSync(file) ? readResults(readFileSync(file, 'utf8')) : { ...nothing, faults: [] }
    const failed = (reason: string): Transformed => ({ status: 'failed', rowsIn: 0, models, tests, error: reason })
    if (error !== null) return failed(`${program} cannot be run: ${error.message}`)
    if (signal.aborted) return failed(signal.reason instanceof Error ? signal.reason.message : 'it was stopped')
    if (limited.aborted) return failed(`dbt took longer than ${limitMs / 60_000} minutes`)
    if (code !== 0)
      return failed(faults.length > 0 ? faults.join('; ') : `dbt: ${errorOf(log) || `it ended with ${code} and said nothing`}`)
    await noteMaker(sql, fingerprint)
    const [read] = await sql.query<{ rows: number }>(
      'select count(*)::int as rows from logs where seq > $1 and seq <= (select through_seq from metrics_position)',
      [before],
    )
    return { status: 'success', rowsIn: read?.rows ?? 0, models, tests }
  }

  return {
    id: 'dbt',
    transform: async ({ full, signal }) => {
      if ('missing' in dbt) return { status: 'failed', ...nothing, error: dbt.missing }
      const target = mkdtempSync(join(tmpdir(), 'aicwd-dbt-'))
      try {
        return await run(dbt.program, target, full, signal)
      } catch (error) {
        return { status: 'failed', ...nothing, error: (error as Error).message.split('\n')[0] ?? '' }
      } finally {
        rmSync(target, { recursive: true, force: true })
      }
    },
  }
}
