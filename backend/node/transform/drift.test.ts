import { afterAll, beforeAll, expect, it } from 'vitest'
import { dimensions, driftSumsOf, insertBaseline, insertDriftSums, leaning } from '../../../test/driftInput.ts'
import { openTestDatabase } from '../../../test/pglite.ts'
import { addDrift, emptyDrift } from '../../core/drift.ts'
import { seeded } from '../../core/random.ts'
import { driftOf } from '../../measure/drift.ts'
import { vectorScale } from '../../measure/embed/vector.ts'
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

it('reads the drift of the trailing day as the measuring code does, gate, minimum and all, also when an hour comes late', {
  timeout: 60_000,
}, async () => {
  const random = seeded(11)
  const baseline = await insertBaseline(sql, leaning(random, 400, 0))
  // Few logs, then enough, unchanged, then more and more of something else; two writers; a hole of a day.
  const plan = [30, 19, 1, 30, 19, 1, 60, 80, 60, 60].map((count, at) => ({
    at: at < 8 ? at : at + 30,
    count,
    lean: at < 6 ? 0 : at * 0.2,
  }))
  const hours = plan.map(({ at, count, lean }) => ({ at, sums: driftSumsOf(leaning(random, count, lean)) }))
  const store = ({ at, sums }: (typeof hours)[0], seq: number) =>
    insertDriftSums(sql, { hourMs: start + at * hour, writer: `w${at % 2}`, seq }, sums)
  const engine = createEmbeddedEngine(sql, readProject(dbtFolder()))
  const late = hours[2] as (typeof hours)[0]
  for (const [seq, one] of hours.entries()) if (one !== late) await store(one, seq + 1)
  expect(await engine.transform({ full: false, signal: never })).toMatchObject({ status: 'success', tests: { failed: 0 } })
  await store(late, 99)
  expect(await engine.transform({ full: false, signal: never })).toMatchObject({ status: 'success', tests: { failed: 0 } })

  const rows = await sql.query<{ at: number; semantic_drift: number | null; answer_count: number }>(
    'select ((extract(epoch from hour_at) * 1000 - $1::bigint) / $2)::int as at, semantic_drift, answer_count from dbt_aicwd.semantic_drift order by hour_at',
    [start, hour],
  )
  const expected = hours.map(({ at }) => {
    const window = hours
      .filter((other) => other.at <= at && other.at > at - 24)
      .reduce((sums, other) => addDrift(sums, other.sums), emptyDrift())
    return { at, n: window.answer.n, drift: driftOf(window, baseline).semanticDrift }
  })
  expect(rows.map(({ at, answer_count }) => [at, Number(answer_count)])).toEqual(expected.map(({ at, n }) => [at, n]))
  for (const [index, { drift }] of expected.entries())
    if (drift === null) expect(rows[index]?.semantic_drift).toBeNull()
    else expect(rows[index]?.semantic_drift).toBeCloseTo(drift, 9)
  expect(new Set(expected.map(({ drift }) => (drift === null ? 'null' : drift === 0 ? 'zero' : 'more')))).toEqual(
    new Set(['null', 'zero', 'more']),
  )
  const published = await sql.query('select semantic_drift from metrics where semantic_drift is not null')
  expect(published).toHaveLength(expected.filter(({ drift }) => drift !== null).length)
  expect(await sql.query('select scale, dimensions from dbt_aicwd.baseline_embeddings')).toEqual([{ scale: vectorScale, dimensions }])
})
