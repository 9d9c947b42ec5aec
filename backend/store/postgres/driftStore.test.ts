import { expect, it } from 'vitest'
import { openTestDatabase } from '../../../test/pglite.ts'
import { type Baseline, emptyDrift } from '../../core/drift.ts'
import { createDriftStore } from './driftStore.ts'

const damped = { squared: 0.02, axes: [[5_000, 0]], share: 0.75 }
const baseline: Baseline = {
  ...{ route: 'r', model: null, state: 'provisional', embedder: 'test', from: 0, to: 1, createdAt: 2, parts: [], lengths: null },
  sums: { ...emptyDrift(), prompt: { n: 1, sum: [1, 2], squares: 5 }, answer: { n: 1, sum: [3, 4], squares: 25 } },
  spread: { prompt: damped, answer: damped, style: 9 },
}

it('reads no axes of a baseline that a host of a former version has replaced: it leaves those of the one before', async () => {
  const { sql, close } = await openTestDatabase()
  const store = createDriftStore(sql)
  await store.saveBaseline(baseline)
  await sql.query("update baselines set state = 'frozen', answer_sum = '{6,7}', answer_spread = 0.5")
  const [former] = await store.baselines()
  expect(former?.spread).toEqual({ ...baseline.spread, answer: { squared: 0.5, axes: [], share: 1 } })
  await sql.query('update baselines set prompt_spread = 0.6')
  expect((await store.baselines())[0]?.spread.prompt).toEqual({ squared: 0.6, axes: [], share: 1 })
  await store.saveBaseline(baseline)
  expect(await store.baselines()).toEqual([baseline])
  await close()
})
