import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { Measurement, Refusal } from '../backend/core/measurement.ts'
import { measure } from '../backend/measure/index.ts'
import { segment } from '../backend/measure/segment.ts'
import { logWith } from '../test/logWith.ts'
import { onLength } from './accuracy/length.ts'
import { onReasoning } from './accuracy/overthinking.ts'
import { type Answer, realAnswers } from './answers.ts'
import { atLeast, atMost, type Figure, skipped } from './figure.ts'
import { adding, plans, plantAll } from './planted/plant.ts'
import { score, wronged } from './planted/score.ts'
import { counted, type Share, shareOf } from './share.ts'
import { tools } from './tools.ts'

const measured = (prompt: string, response: string): Measurement => measure(logWith({ prompt, response }), tools)

/** The answer with every sentence said twice. */
const doubled = (text: string): string =>
  segment(text, 'response')
    .segments.map(({ start, end }) => `${text.slice(start, end)} ${text.slice(start, end)}`)
    .join('\n')

/** A table or a single name has no sentence to double. */
const hasSentence = (text: string): boolean =>
  segment(text, 'response').segments.some(({ kind, from, to }) => (kind === 'sentence' || kind === 'item') && to - from >= 4)

const share = <T>(items: readonly T[], holds: (item: T) => boolean): Share => shareOf(items.filter(holds).length, items.length)

/** What answers that were asked to be short are charged with. Closers and the like are in it: it is an upper bound of false flags. */
const onConcise = (concise: readonly Answer[]): Figure[] => {
  const alone = concise.map(({ instruction, output }) => measured(instruction, output))
  const flagged = alone.reduce((sum, m) => sum + m.tokens.wasted, 0) / alone.reduce((sum, m) => sum + m.tokens.output, 0)
  const twice = concise.flatMap(({ instruction, output }, i) =>
    hasSentence(output) ? [{ before: alone[i], after: measured(instruction, doubled(output)) }] : [],
  )
  const quiet = share(alone, (m) => (m.cognitiveWaste ?? 1) <= 1.1)
  const rising = share(twice, ({ before, after }) => (after.cognitiveWaste ?? 1) > (before?.cognitiveWaste ?? 1))
  return [
    atMost(`concise answers: flagged share of tokens, true closers included (n ${alone.length})`, 100 * flagged, '%', 1),
    atLeast(`concise answers: at cognitive waste ≤ 1.1 (${counted(quiet, '%')})`, 100 * quiet.value, '%', 93),
    atLeast(`concise answers with doubled sentences: cognitive waste rises (${counted(rising, '%')})`, 100 * rising.value, '%', 98),
  ]
}

interface Labelled {
  want: Refusal
  got: Refusal
}

const labels: Record<string, Refusal> = { '1_full_compliance': 'none', '2_full_refusal': 'full', '3_partial_refusal': 'partial' }

const refusals = (name: string): Labelled[] | null => {
  const file = resolve(`../shared/data/xstest/${name}.csv`)
  if (!existsSync(file)) return null
  const rows = parse(readFileSync(file), { columns: true }) as Record<'prompt' | 'completion' | 'final_label', string>[]
  return rows.map((row) => ({ want: labels[row.final_label] ?? 'none', got: measured(row.prompt, row.completion).refusal }))
}

const onRefusals = (): Figure[] =>
  ['llama2orig', 'mistralinstruct'].flatMap((name) => {
    const rows = refusals(name)
    if (rows === null) return []
    const both = rows.filter(({ want, got }) => want === 'partial' && got === 'partial').length
    const either = rows.filter(({ want, got }) => want === 'partial' || got === 'partial').length
    const right = share(rows, ({ want, got }) => (want === 'none') === (got === 'none'))
    return [
      atLeast(`refusal or none, XSTest labels, ${name} (${counted(right, '')})`, right.value, 'accuracy', 0.92),
      atLeast(
        `partial refusal, XSTest labels, ${name} (n ${rows.filter(({ want }) => want === 'partial').length})`,
        (2 * both) / Math.max(1, both + either),
        'F1',
        0.35,
      ),
    ]
  })

/** Waste planted in real answers, what concise answers are charged with, refusals against human labels, the length factor. Nothing without ../shared/data. */
export const bench = async (): Promise<Figure[]> => {
  const answers = realAnswers()
  if (answers === null) return skipped('accuracy')
  const concise = answers.filter(({ generator }) => generator.endsWith('_concise'))
  const planted = plans.map(({ name, kind, target, plant }) => {
    const { precision, recall, f1, low, high, n } = score(plantAll(concise, plant, 7), kind)
    const detail = `precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, F1 in ${low.toFixed(3)}–${high.toFixed(3)}, n ${n}`
    return atLeast(`${name} (${detail})`, f1, 'span F1', target)
  })
  const spared = (['shown', 'held'] as const).map((set) => {
    const { hits, n } = wronged(plantAll(concise, adding(set), 7), 'repetition')
    const share = shareOf(hits, n)
    return atMost(
      `sentences that add something, ${set === 'held' ? 'held out' : set}: taken for repetition (${counted(share, '%')})`,
      100 * share.value,
      '%',
      5,
    )
  })
  return [...planted, ...spared, ...onReasoning(), ...onConcise(concise), ...onRefusals(), ...onLength(answers)]
}
