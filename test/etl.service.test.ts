import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../backend/node/database.ts'
import { openPool } from '../backend/node/pool.ts'
import { findDbt } from '../backend/node/transform/findDbt.ts'
import type { Sql } from '../backend/store/postgres/sql.ts'
import { type Started, startServer, temporaryFolder } from '../bench/server.ts'
import { type Postgres, startPostgres } from './postgres.ts'

const bin = resolve('bin/aicwd.js')
const databaseWorker = new URL('../dist/databaseWorker.js', import.meta.url)

interface Run {
  runId: string
  engine: string
  status: string
  rowsIn: number
  error?: string
  models: { name: string; rows: number }[]
  tests: { passed: number; failed: number }
}
interface Status {
  running: boolean
  martsAgeSeconds: number | null
  runs: Run[]
}

const post = async (url: string, path: string, body?: unknown) => {
  const given = body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
  return fetch(`${url}${path}`, { method: 'POST', ...given })
}
const statusOf = async (url: string) => (await (await fetch(`${url}/api/dbt/status`)).json()) as Status

const send = async (url: string, name: string, count: number): Promise<number> => {
  const logs = Array.from({ length: count }, (_, at) => ({
    id: `${name}-${at}`,
    timestamp: new Date(Date.now() - (at % 200) * 60_000).toISOString(),
    model: at % 2 === 0 ? 'gpt-4o-mini' : 'gpt-4o',
    route: `route ${at % 3}`,
    prompt: `What is ${at} times two?`,
    response: `Twice ${at} is ${at * 2}. Twice ${at} is ${at * 2}.`,
    latencyMs: 100 + at,
  }))
  const response = await post(url, '/api/metrics/ingest', logs)
  expect(response.status).toBe(202)
  return ((await response.json()) as { accepted: number }).accepted
}

/** Asks for a refresh until one may begin, and waits for its end. */
const refresh = async (url: string): Promise<Run> => {
  for (;;) {
    const asked = await post(url, '/api/dbt/schedule')
    if (asked.status === 409) {
      await asked.body?.cancel()
      await new Promise((done) => setTimeout(done, 200))
      continue
    }
    expect(asked.status).toBe(202)
    const { runId } = (await asked.json()) as { runId: string }
    for (;;) {
      const run = (await statusOf(url)).runs.find((one) => one.runId === runId)
      if (run !== undefined && run.status !== 'running') return run
      await new Promise((done) => setTimeout(done, 100))
    }
  }
}

const columns = `bucket_ms, model, service, route, source, log_count, input, output, wasted, cost_nano, latency_bins, latency_counts,
  token_efficiency, cognitive_waste, wasteful_share`
const metricsOf = (sql: Sql) => sql.query<{ log_count: number }>(`select ${columns} from metrics order by 1, 2, 3, 4, 5`)
const countOf = (rows: readonly { log_count: number }[]) => rows.reduce((sum, { log_count }) => sum + log_count, 0)

/** The rows of `metrics` in a data folder nobody holds. */
const metricsIn = async (dataDir: string) => {
  const database = await openDatabase({ dataDir, databaseUrl: null, workerFile: databaseWorker })
  const rows = await metricsOf(database.sql)
  await database.close()
  return rows
}

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})
const folder = () => {
  const made = temporaryFolder()
  ends.push(made.remove)
  return made.path
}
const started = async (dataDir: string, databaseUrl?: string): Promise<Started> => {
  const server = await startServer(dataDir, databaseUrl)
  ends.push(() => (server.child.exitCode === null && server.child.signalCode === null ? server.stop() : undefined))
  return server
}
const postgres = async (): Promise<Extract<Postgres, { url: string }> | string> => {
  const begun = await startPostgres()
  if ('skipped' in begun) return begun.skipped
  ends.push(() => begun.stop())
  return begun
}

describe('the marts of the embedded database', () => {
  it('are made on demand, with no dbt and no PostgreSQL, and fill the table metrics', async () => {
    const data = folder()
    const server = await started(data)
    await send(server.url, 'first', 500)
    const run = await refresh(server.url)
    expect(run).toMatchObject({ engine: 'embedded', status: 'success', rowsIn: 500 })
    expect(run.models.map(({ name }) => name)).toEqual(expect.arrayContaining(['stg_logs', 'mart_metrics']))
    expect(run.tests).toMatchObject({ failed: 0 })
    expect((await statusOf(server.url)).martsAgeSeconds).toBeLessThan(60)
    await server.stop()
    expect(countOf(await metricsIn(data))).toBe(500)
  })
  it('stand ten thousand names of routes', async () => {
    const data = folder()
    const server = await started(data)
    const logs = Array.from({ length: 10_000 }, (_, at) => ({
      model: 'gpt-4o-mini',
      route: `route ${at}`,
      prompt: `${at}?`,
      response: `It is ${at}.`,
    }))
    expect((await post(server.url, '/api/metrics/ingest', logs)).status).toBe(202)
    expect(await refresh(server.url)).toMatchObject({ status: 'success', rowsIn: 10_000 })
    await server.stop()
    const rows = await metricsIn(data)
    expect([countOf(rows), rows.length]).toEqual([10_000, 10_000])
  })
  it('are made by a command, with a server and without one', async () => {
    const data = folder()
    const server = await started(data)
    await send(server.url, 'first', 50)
    const run = (...args: string[]) =>
      new Promise<{ code: number; out: string }>((done) => {
        const { DATABASE_URL: _, ...env } = process.env
        execFile(process.execPath, [bin, 'etl', 'run', '--data-dir', data, ...args], { env, timeout: 120_000 }, (error, out) =>
          done({ code: error === null ? 0 : Number(error.code), out }),
        )
      })
    const asked = await run()
    expect([asked.code, asked.out]).toEqual([0, expect.stringMatching(/mart_metrics +\d+ rows +\d+ ms\n.*50 new logs/s)])
    await server.stop()
    const alone = await run('--json', '--full')
    expect([alone.code, JSON.parse(alone.out)]).toEqual([0, expect.objectContaining({ status: 'success', engine: 'embedded' })])
    expect(countOf(await metricsIn(data))).toBe(50)
  })
  it('are those of a recount after servers were killed in the middle of refreshes', async () => {
    const data = folder()
    let sent = 0
    for (let round = 0; round < 4; round++) {
      const server = await startServer(data)
      sent += await send(server.url, `round ${round}`, 400)
      expect([202, 409]).toContain((await post(server.url, '/api/dbt/schedule')).status)
      await new Promise((done) => setTimeout(done, 20 + round * 120))
      server.child.kill('SIGKILL')
      await new Promise((done) => server.child.once('exit', done))
    }
    const server = await started(data)
    expect((await refresh(server.url)).status).toBe('success')
    await server.stop()
    expect([sent, countOf(await metricsIn(data))]).toEqual([1600, 1600])
  })
  it('leave totals as they are: never more and never less than what was acknowledged, through refreshes and compactions under load', async () => {
    const server = await started(folder())
    let [acknowledged, sending, looks] = [0, 0, 0]
    let loading = true
    const writers = Promise.all(
      [0, 1, 2, 3].map(async (writer) => {
        for (let at = 0; loading; at++) {
          sending += 100
          const accepted = await send(server.url, `${writer}-${at}`, 100)
          acknowledged += accepted
        }
      }),
    )
    const watch = async () => {
      while (loading) {
        const least = acknowledged
        const { rows } = (await (await fetch(`${server.url}/api/metrics?bucket=all`)).json()) as { rows: { count: number }[] }
        const count = rows[0]?.count ?? 0
        expect(count).toBeGreaterThanOrEqual(least)
        expect(count).toBeLessThanOrEqual(sending)
        looks += 1
      }
    }
    const watching = watch()
    for (let at = 0; at < 6; at++) {
      expect((await refresh(server.url)).status).toBe('success')
      await new Promise((done) => setTimeout(done, 3_000)) // maintenance merges sums every 15 s
    }
    loading = false
    await Promise.all([writers, watching])
    expect(looks).toBeGreaterThan(20)
    expect((await refresh(server.url)).status).toBe('success')
    const { rows } = (await (await fetch(`${server.url}/api/metrics?bucket=all`)).json()) as { rows: { count: number }[] }
    expect(rows[0]?.count).toBe(acknowledged)
  })
})

describe('the marts on PostgreSQL', () => {
  it('are made by dbt where it is there, and a dbt that was named and is not there is said', async ({ skip }) => {
    const server = await postgres()
    if (typeof server === 'string') return skip(server)
    const dbt = findDbt(null, process.env.PATH ?? '')
    if ('missing' in dbt) return skip(dbt.missing)
    const host = await started(folder(), server.url)
    await send(host.url, 'first', 300)
    expect(await refresh(host.url)).toMatchObject({ engine: 'dbt', status: 'success', rowsIn: 300 })
    const { sql, close } = openPool(server.url)
    ends.push(close)
    expect(countOf(await metricsOf(sql))).toBe(300)
    process.env.AICWD_DBT = '/nowhere/dbt'
    const wrong = await started(folder(), server.url).finally(() => delete process.env.AICWD_DBT)
    await send(wrong.url, 'second', 10)
    expect(await refresh(wrong.url)).toMatchObject({ status: 'failed', error: expect.stringContaining('/nowhere/dbt') })
    expect(countOf(await metricsOf(sql))).toBe(300) // the old ones stand
    expect((await refresh(host.url)).status).toBe('success')
    expect(countOf(await metricsOf(sql))).toBe(310)
  })
  it('survive a PostgreSQL that goes away in the middle: the run failed, is recorded, and is tried again by itself', async ({ skip }) => {
    const server = await postgres()
    if (typeof server === 'string') return skip(server)
    const host = await started(folder(), server.url)
    await send(host.url, 'first', 300)
    const asked = await post(host.url, '/api/dbt/schedule')
    const { runId } = (await asked.json()) as { runId: string }
    const { sql, close } = openPool(server.url)
    ends.push(close)
    const isTransforming = async () =>
      (await sql.query("select from pg_stat_activity where state <> 'idle' and query like '%dbt_aicwd%' and pid <> pg_backend_pid()"))
        .length > 0
    while (!(await isTransforming())) await new Promise((done) => setTimeout(done, 10))
    await server.halt()
    await new Promise((done) => setTimeout(done, 3_000))
    await server.resume()
    let runs: Run[] = []
    const until = Date.now() + 120_000
    while (runs[0]?.status !== 'success' && Date.now() < until) {
      await new Promise((done) => setTimeout(done, 500))
      runs = await statusOf(host.url).then(
        (status) => status.runs,
        () => runs,
      )
    }
    expect(runs.find((run) => run.runId === runId)).toMatchObject({ status: 'failed', error: expect.any(String) })
    expect(runs[0]).toMatchObject({ status: 'success' })
    expect(countOf(await metricsOf(sql))).toBe(300)
  })
})

describe('the worker', () => {
  it('makes the marts of a running server in a PostgreSQL of its own; killed and started again they are equal', async ({ skip }) => {
    const server = await postgres()
    if (typeof server === 'string') return skip(server)
    const data = folder()
    const backend = await started(data)
    await send(backend.url, 'first', 3_000)
    const work = (): { child: ChildProcess; ended: Promise<{ code: number | null; out: string }> } => {
      const { DATABASE_URL: _, ...env } = process.env
      const args = [bin, 'etl', 'worker', '--backend', backend.url, '--warehouse', server.url, '--once', '--json']
      const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
      let out = ''
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString()
      })
      return { child, ended: new Promise((done) => child.once('exit', (code) => done({ code, out }))) }
    }
    const { sql, close } = openPool(server.url)
    ends.push(close)
    const loaded = async () => (await sql.query<{ seq: number }>('select last_seq as seq from log_position').catch(() => []))[0]?.seq ?? 0
    const killed = work()
    while ((await loaded()) === 0) await new Promise((done) => setTimeout(done, 50))
    killed.child.kill('SIGKILL')
    await killed.ended
    await send(backend.url, 'second', 500)
    const { code, out } = await work().ended // waits until the lease of the killed one has ended
    expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ status: 'success' })])
    // The run of the killed one is taken by whoever is first when its lease ends: the worker, or the server itself.
    const { running, runs } = await statusOf(backend.url)
    expect([running, ...new Set(runs.map(({ status }) => status))]).toEqual([false, 'success'])
    const made = await metricsOf(sql)
    expect(countOf(made)).toBe(3_500)
    await backend.stop()
    expect(await metricsIn(data)).toEqual(made)
  })
  it.each([
    [['--warehouse', 'postgres://127.0.0.1:1/x'], '--backend'],
    [['--backend', 'http://127.0.0.1:1', '--warehouse', 'mysql://x'], '--warehouse'],
    [['--backend', 'http://127.0.0.1:1', '--warehouse', 'postgres://127.0.0.1:1/x', '--once'], '--warehouse cannot be used'],
  ])('ends with 2 and one line that says why: %j', async (args, words) => {
    const ended = await new Promise<{ code: number; err: string }>((done) => {
      execFile(process.execPath, [bin, 'etl', 'worker', ...args], { timeout: 60_000 }, (error, _, err) =>
        done({ code: error === null ? 0 : Number(error.code), err }),
      )
    })
    expect(ended.code).toBe(2)
    expect(ended.err).toContain(words)
    expect(ended.err.trim().split('\n')).toHaveLength(1)
  })
})
