import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../../test/app.ts'
import type { Engine, Transformed } from '../core/etl.ts'

const now = Date.parse('2026-11-20T10:00:00Z')
const success: Transformed = {
  status: 'success',
  rowsIn: 60,
  models: [{ name: 'mart_metrics', status: 'success', rows: 4, ms: 12 }],
  tests: { passed: 9, failed: 0 },
}

/** What the engine does next is the test's to say. */
const asked: boolean[] = []
let outcome: () => Promise<Transformed> = async () => success
const engine: Engine = {
  id: 'embedded',
  transform: ({ full }) => {
    asked.push(full)
    return outcome()
  },
}

let app: TestApp
beforeAll(async () => {
  app = await openTestApp({ now, engine })
}, 60_000)
afterAll(() => app.close())

interface Status {
  running: boolean
  nextAt: string | null
  martsAgeSeconds: number | null
  runs: { runId: string; status: string; error?: string }[]
}
const status = async () => (await (await app.request('/api/dbt/status')).json()) as Status
const schedule = async (init: RequestInit = {}) => {
  const response = await app.request('/api/dbt/schedule', { method: 'POST', ...init })
  return { code: response.status, body: (await response.json()) as { runId?: string; error?: { code: string; issues?: unknown } } }
}
const json = (body: string): RequestInit => ({ headers: { 'content-type': 'application/json' }, body })

describe('the marts over HTTP', () => {
  it('have never been refreshed at first', async () => {
    expect(await status()).toEqual({ running: false, nextAt: null, martsAgeSeconds: null, runs: [] })
  })
  it('are refreshed on demand, once at a time, and say what was done', async () => {
    let end: (done: Transformed) => void = () => {}
    outcome = () =>
      new Promise((done) => {
        end = done
      })
    const { code, body } = await schedule()
    expect([code, body]).toEqual([202, { runId: expect.any(String) }])
    const begun = await status()
    expect(begun).toMatchObject({ running: true, runs: [{ runId: body.runId, status: 'running', finishedAt: null }] })
    expect(begun.runs[0]).not.toHaveProperty('error')
    expect(await schedule()).toMatchObject({ code: 409, body: { error: { code: 'running' } } })
    app.pass(2_000)
    end(success)
    await app.etl.settled()
    app.pass(60_000)
    expect(await status()).toEqual({
      running: false,
      nextAt: new Date(now + 2_000 + 900_000).toISOString(),
      martsAgeSeconds: 62,
      runs: [
        {
          runId: body.runId,
          engine: 'embedded',
          status: 'success',
          startedAt: new Date(now).toISOString(),
          finishedAt: new Date(now + 2_000).toISOString(),
          rowsIn: 60,
          models: success.models,
          tests: success.tests,
        },
      ],
    })
  })
  it('say why a refresh failed, and stay as old as the one before', async () => {
    outcome = async () => ({ status: 'failed', rowsIn: 0, models: [], tests: { passed: 0, failed: 1 }, error: 'the disk is full' })
    await schedule(json('{"full":true}'))
    await app.etl.settled()
    expect(asked.at(-1)).toBe(true)
    const { runs, martsAgeSeconds } = await status()
    expect(runs.map((run) => [run.status, run.error])).toEqual([
      ['failed', 'the disk is full'],
      ['success', undefined],
    ])
    expect(martsAgeSeconds).toBe(62)
    app.pass(1_000) // readiness is asked once a second
    expect(await (await app.request('/readyz')).json()).toEqual({ status: 'ready', marts: { ageSeconds: 63, failing: true } })
  })
  it('refuse what is no wish', async () => {
    expect((await schedule(json('{"full":'))).code).toBe(400)
    expect((await schedule(json('{"full":"yes"}'))).code).toBe(422)
    expect((await schedule(json('{"fully":true}'))).code).toBe(422)
    expect((await schedule({ headers: { 'content-type': 'text/plain' }, body: 'now' })).code).toBe(415)
    expect((await app.request('/api/dbt/status?limit=0')).status).toBe(422)
  })
})
