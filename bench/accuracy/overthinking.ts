import { measure } from '../../backend/measure/index.ts'
import { logWith } from '../../test/logWith.ts'
import { atLeast, type Figure } from '../figure.ts'
import { chains } from '../planted/chains.ts'
import { tools } from '../tools.ts'

/** Characters of reasoning found wasted, and those that are, in chains of thought written for the purpose. */
export const onReasoning = (): Figure[] => {
  let hit = 0
  let found = 0
  let wanted = 0
  const all = chains()
  for (const { prompt, response, reasoning, waste } of all) {
    wanted += reasoning.length - waste
    for (const { start, end, in: place } of measure(logWith({ prompt, response, reasoning }), tools).waste) {
      if (place !== 'reasoning') continue
      found += end - start
      hit += Math.max(0, end - Math.max(start, waste))
    }
  }
  const [precision, recall] = [hit / Math.max(1, found), hit / Math.max(1, wanted)]
  const f1 = (2 * precision * recall) / (precision + recall || 1)
  const detail = `precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, n ${all.length}`
  return [atLeast(`overthinking, chains written for it (${detail})`, f1, 'span F1', 0.8)]
}
