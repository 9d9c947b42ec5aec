import { afterAll, beforeAll, expect, it } from 'vitest'
import { dimensions, driftSumsOf, insertBaseline, insertDriftSums, leaning } from '../../../test/driftInput.ts'
import { openTestDatabase } from '../../../test/pglite.ts'
import { addDrift, emptyDrift } from '../../core/drift.ts'
import { seeded } from '../../core/random.ts'
import { axisScale, driftOf } from '../../measure/drift.ts'
import { staticId } from '../../measure/embed/static.ts'
import { vectorScale } from '../../measure/embed/vector.ts'
import { measuredLog } from '../../store/contract/logs.ts'
import { createDriftStore } from '../../store/postgres/driftStore.ts'
import { createLogStore } from '../../store/postgres/logStore.ts'
import type { Sql } from '../../store/postgres/sql.ts'
import { createEmbeddedEngine } from './embedded.ts'
import { dbtFolder } from './folder.ts'
import { readProject } from './project.ts'

const hour = 3_600_000
const start = Date.UTC(2026, 10, 20)
const never = new AbortController().signal

let database: Awaited<ReturnType<typeof openTestDatabase>>
let sql: Sql
beforeAll(async () => {
  database = await openTestDatabase()
  sql = database.sql
}, 60_000)
afterAll(() => database.close())

const random = seeded(11)
const refresh = async (full = false) =>
  expect(await createEmbeddedEngine(sql, readProject(dbtFolder())).transform({ full, signal: never })).toMatchObject({
    status: 'success',
    tests: { failed: 0 },
  })

/** Holds the mart and what is published against what the measuring code says of the sums that are there; the drift of each hour. */
const expectLiveDrift = async (baseline: Awaited<ReturnType<typeof insertBaseline>>): Promise<(number | null)[]> => {
  const stored = await createDriftStore(sql).driftSums({ from: start, to: start + 100 * hour, embedder: staticId, bucketMs: hour })
  const expected = stored.map(({ bucket }) => {
    const window = stored
      .filter((other) => other.bucket <= bucket && other.bucket > bucket - 24 * hour)
      .reduce((sums, other) => addDrift(sums, other.sums), emptyDrift())
    return { bucket, n: window.answer.n, drift: driftOf(window, baseline).semanticDrift }
  })
  const bucket = '(extract(epoch from hour_at) * 1000)::bigint as bucket'
  const rows = await sql.query<{ bucket: number; semantic_drift: number | null; answer_count: number }>(
    `select ${bucket}, semantic_drift, answer_count from dbt_aicwd.semantic_drift where hour_count > 0 order by hour_at`,
  )
  expect(rows.map((row) => [Number(row.bucket), Number(row.answer_count)])).toEqual(expected.map((row) => [row.bucket, row.n]))
  for (const [index, { drift }] of expected.entries())
    if (drift === null) expect(rows[index]?.semantic_drift).toBeNull()
    else expect(rows[index]?.semantic_drift).toBeCloseTo(drift, 9)
  const published = await sql.query<{ bucket: number; semantic_drift: number }>(
    'select bucket_ms::float8 as bucket, semantic_drift from metrics where semantic_drift is not null order by bucket_ms',
  )
  const shown = rows.filter(({ semantic_drift }) => semantic_drift !== null)
  expect(published).toEqual(shown.map((row) => ({ bucket: Number(row.bucket), semantic_drift: row.semantic_drift })))
  return expected.map(({ drift }) => drift)
}

let baseline: Awaited<ReturnType<typeof insertBaseline>>

it('reads the drift of the trailing day as the measuring code does, gate, minimum and all, also when an hour comes late', {
  timeout: 60_000,
}, async () => {
  baseline = await insertBaseline(sql, leaning(random, 400, 0))
  // Few logs, then enough, unchanged, then more and more of something else; two writers; a hole of a day.
  const plan = [30, 19, 1, 30, 19, 1, 60, 80, 60, 60].map((count, at) => ({
    at: at < 8 ? at : at + 30,
    count,
    lean: at < 6 ? 0 : at * 0.2,
  }))
  const hours = plan.map(({ at, count, lean }) => ({ at, sums: driftSumsOf(leaning(random, count, lean)) }))
  const store = ({ at, sums }: (typeof hours)[0], seq: number) =>
    insertDriftSums(sql, { hourMs: start + at * hour, writer: `w${at % 2}`, seq }, sums)
  const late = hours[2] as (typeof hours)[0]
  for (const [seq, one] of hours.entries()) if (one !== late) await store(one, seq + 1)
  // another embedder works beside: how its sums are read is not known to the marts
  await sql.query(
    `insert into drift_sums select (jsonb_populate_record(drift_sums, '{"embedder":"other:model","writer":"behind"}')).* from drift_sums`,
  )
  await refresh()
  await store(late, 99)
  await refresh()

  const drifts = await expectLiveDrift(baseline)
  expect(new Set(drifts.map((drift) => (drift === null ? 'null' : drift === 0 ? 'zero' : 'more')))).toEqual(
    new Set(['null', 'zero', 'more']),
  )
  expect(await sql.query('select scale, axis_scale, dimensions from dbt_aicwd.baseline_embeddings')).toEqual([
    { scale: vectorScale, axis_scale: axisScale, dimensions },
  ])
})

it('damps by the axes of the spread that is there, not by those a host of a former version left behind', { timeout: 60_000 }, async () => {
  const squared = 2 * baseline.spread.answer.squared
  const undamped = { ...baseline, spread: { ...baseline.spread, answer: { squared, axes: [], share: 1 } } }
  await sql.query('update baselines set answer_spread = $1', [squared])
  await refresh(true)
  const drifts = await expectLiveDrift(undamped)
  await sql.query('update baselines set answer_spread = $1', [baseline.spread.answer.squared])
  await refresh(true)
  expect(await expectLiveDrift(baseline)).not.toEqual(drifts)
})

it('forgets an hour of which every log was deleted, with what it did to the day after it, until logs come again', {
  timeout: 60_000,
}, async () => {
  const logs = createLogStore(sql, { clock: () => 1 })
  const last = { route: 'r', model: 'm', service: 'shop', userId: 'leaves' }
  for (const at of [6, 39]) await logs.saveLogs([measuredLog(1, { ...last, id: `hour-${at}`, timestamp: start + at * hour })])
  await refresh()
  const before = await expectLiveDrift(baseline)
  expect(await logs.deleteLogs({ userId: 'leaves' }, 10)).toBe(2)
  await refresh()
  const after = await expectLiveDrift(baseline)
  expect(after).toHaveLength(before.length - 2)
  expect(after).not.toEqual(before.toSpliced(9, 1).toSpliced(6, 1)) // the hour after the first is another one now
  const [told] = await sql.query<{ rows: number }>(
    `select count(*)::int as rows from dbt_aicwd.mart_metrics
    where log_count = 0 and service = '' and semantic_drift is null and refreshed_at = (select refreshed_at from dbt_aicwd.semantic_drift where hour_count = 0 limit 1)`,
  )
  expect(told?.rows).toBeGreaterThan(0) // rows whose drift is gone, for a worker to give back
  const state = () => sql.query('select drift_id, refreshed_at, hour_count from dbt_aicwd.semantic_drift order by drift_id')
  const settled = await state()
  await refresh()
  expect(await state()).toEqual(settled)

  await insertDriftSums(sql, { hourMs: start + 6 * hour, writer: 'w3', seq: 200 }, driftSumsOf(leaning(random, 90, 1)))
  await refresh()
  const again = await expectLiveDrift(baseline)
  expect(again).toHaveLength(after.length + 1)
  await refresh(true)
  expect(await expectLiveDrift(baseline)).toEqual(again)
})
