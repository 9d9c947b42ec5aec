import type { WasteKind } from '../../backend/core/measurement.ts'
import { segment } from '../../backend/measure/segment.ts'
import type { Answer } from '../answers.ts'
import { type Voice, voices } from './filler.ts'
import { type Pair, pairsOf } from './pairs.ts'
import { frames, partsOf } from './restatement.ts'
import { reword } from './rewording.ts'

export interface Planted {
  prompt: string
  text: string
  spans: { start: number; end: number }[]
  /** Sentences that look like waste and are none. */
  spared?: { start: number; end: number }[]
}

/** A small seeded generator (mulberry32): the same seed plants the same waste. */
export const seeded = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}

const pick = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)] as T

/** Puts a sentence between two others; `at` is where the text before it ends. */
const insert = (host: string, at: number, sentence: string, glue = ' '): { text: string; span: { start: number; end: number } } => {
  const before = host.slice(0, at)
  const left = at === 0 ? '' : before.endsWith('\n') ? '' : glue
  const start = at + left.length
  const right = at === host.length ? '' : host[at] === '\n' ? '' : at === 0 ? glue : ''
  return { text: before + left + sentence + right + host.slice(at), span: { start, end: start + sentence.length } }
}

const plain = /^[A-Z][^:*|`#\n]{40,220}[.!?]$/

/** Sentences of prose of an answer that can be said again. */
const sentencesOf = (text: string) =>
  segment(text, 'response').segments.filter(
    (part) => part.kind === 'sentence' && part.to - part.from >= 7 && plain.test(text.slice(part.start, part.end)),
  )

type Plant = (host: Answer, random: () => number) => Planted | null

const sayAgain =
  (how: (sentence: string, random: () => number) => string): Plant =>
  ({ instruction, output }, random) => {
    const own = sentencesOf(output)
    if (own.length < 3) return null
    const index = Math.floor(random() * (own.length - 1))
    const source = own[index]
    const after = own[index + Math.floor(random() * (own.length - index))]
    if (source === undefined || after === undefined) return null
    const again = how(output.slice(source.start, source.end), random)
    if (again === output.slice(source.start, source.end) && how !== same) return null
    const { text, span } = insert(output, after.end, again)
    return { prompt: instruction, text, spans: [span] }
  }

const same = (sentence: string): string => sentence

const loop: Plant = ({ instruction, output }, random) => {
  const source = pick(sentencesOf(output), random)
  if (source === undefined) return null
  const sentence = output.slice(source.start, source.end)
  const words = sentence.split(' ')
  const phrase = random() < 0.5 ? sentence : words.slice(0, 3 + Math.floor(random() * 8)).join(' ')
  const rounds = 3 + Math.floor(random() * 12)
  const again = Array.from({ length: rounds }, () => phrase).join(' ')
  const { text, span } = insert(output.slice(0, source.end), source.end, again)
  // the words before already said the sentence; a phrase of it is said anew once
  const first = phrase === sentence ? span.start : span.start + phrase.length + 1
  return { prompt: instruction, text, spans: [{ start: first, end: span.end }] }
}

/** Both sentences of a pair, the second somewhere after the first. Only a rewording is wanted found. */
const pairOf =
  (pairs: readonly Pair[], wasteful: boolean): Plant =>
  ({ instruction, output }, random) => {
    const own = sentencesOf(output)
    if (own.length < 2) return null
    const { first, second } = pick(pairs, random)
    const at = own[0]?.end ?? 0
    const one = insert(output, at, first)
    const rest = sentencesOf(one.text).filter((part) => part.start >= one.span.start)
    const two = insert(one.text, pick(rest, random).end, second)
    return { prompt: instruction, text: two.text, spans: wasteful ? [two.span] : [], spared: wasteful ? [] : [two.span] }
  }

/** `near` rewordings keep most words of content; `free` ones say it in their author's own. */
const reworded = (set: 'shown' | 'held', how: 'near' | 'free'): Plant =>
  pairOf(
    pairsOf('rewordings', set).filter(({ voice }) => (voice === 'plain') === (how === 'near')),
    true,
  )

const restated =
  (set: 'shown' | 'held'): Plant =>
  ({ instruction, output }, random) => {
    const parts = partsOf(instruction)
    if (parts === null) return null
    const frame = pick(
      frames.filter((one) => one.set === set && (one.ask ?? parts.ask) === parts.ask),
      random,
    )
    const sentence = frame.text.replace('{q}', parts.q).replace('{Q}', parts.Q).replace('{about}', parts.about)
    const { text, span } = insert(output, 0, sentence, random() < 0.5 ? ' ' : '\n\n')
    return { prompt: instruction, text, spans: [span] }
  }

const emptyWords =
  (set: Voice['set']): Plant =>
  ({ instruction, output }, random) => {
    const own = sentencesOf(output)
    if (own.length < 2) return null
    const voice = pick(
      voices.filter((one) => one.set === set),
      random,
    )
    const middle = insert(output, pick(own.slice(0, -1), random).end, pick(voice.middles, random))
    const glue = random() < 0.5 ? ' ' : '\n\n'
    const opened = insert(middle.text, 0, pick(voice.openers, random), glue)
    const moved = opened.text.length - middle.text.length
    const closed = insert(opened.text.trimEnd(), opened.text.trimEnd().length, pick(voice.closers, random), glue)
    return {
      prompt: instruction,
      text: closed.text,
      spans: [opened.span, { start: middle.span.start + moved, end: middle.span.end + moved }, closed.span],
    }
  }

export const plans: readonly { name: string; kind: WasteKind; target: number; plant: Plant }[] = [
  { name: 'repetition, exact', kind: 'repetition', target: 0.98, plant: sayAgain(same) },
  { name: 'repetition, loops', kind: 'repetition', target: 0.98, plant: loop },
  { name: 'repetition, reworded by rules', kind: 'repetition', target: 0.92, plant: sayAgain(reword) },
  { name: 'repetition, reworded by hand, shown', kind: 'repetition', target: 0.92, plant: reworded('shown', 'near') },
  { name: 'repetition, reworded by hand, held out', kind: 'repetition', target: 0.92, plant: reworded('held', 'near') },
  { name: 'repetition, reworded freely, shown voices', kind: 'repetition', target: 0.92, plant: reworded('shown', 'free') },
  { name: 'repetition, reworded freely, held-out voices', kind: 'repetition', target: 0.92, plant: reworded('held', 'free') },
  { name: 'restatement, shown', kind: 'restatement', target: 0.88, plant: restated('shown') },
  { name: 'restatement, held out', kind: 'restatement', target: 0.88, plant: restated('held') },
  { name: 'filler, shown voices', kind: 'filler', target: 0.5, plant: emptyWords('shown') },
  { name: 'filler, held-out voices', kind: 'filler', target: 0.5, plant: emptyWords('held') },
  { name: 'filler, four voices written later', kind: 'filler', target: 0.5, plant: emptyWords('later') },
]

/** Sentences that add something to one said before: hard not to take for it said again. */
export const adding = (set: 'shown' | 'held'): Plant => pairOf(pairsOf('additions', set), false)

export const plantAll = (hosts: readonly Answer[], plant: Plant, seed: number): Planted[] => {
  const random = seeded(seed)
  return hosts.map((host) => plant(host, random)).filter((one) => one !== null)
}
