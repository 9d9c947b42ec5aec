import { expect, it } from 'vitest'
import { normal, seeded } from '../core/random.ts'
import { toVector } from './embed/vector.ts'
import { spreadOf } from './spread.ts'

it('takes nothing for a direction of more variance that is chance: of vectors that vary alike everywhere damping leaves all', () => {
  const dimensions = 128
  const random = seeded(5)
  const spreads = Array.from({ length: 10 }, () => {
    const answers = Array.from({ length: 200 }, () => toVector(Array.from({ length: dimensions }, () => normal(random))))
    return spreadOf(answers.map((answer) => ({ embedder: 'test', prompt: null, answer, style: null }))).answer
  })
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  // tr Σ² is 1/128 and W takes less than a hundredth of it; the estimate is 2/n, a fiftieth, low for vectors all of one length
  const left = mean(spreads.map(({ squared }) => squared)) * dimensions
  expect(left).toBeGreaterThan(0.96)
  expect(left).toBeLessThan(1.01)
  expect(mean(spreads.map(({ share }) => share))).toBeGreaterThan(0.993)
})
