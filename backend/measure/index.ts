import { askedText, type LogEntry } from '../core/log.ts'
import type { Flag, MeasuredLog, Measurement, Place, Tokens, WasteSpan } from '../core/measurement.ts'
import { ratios } from '../core/summary.ts'
import { costOf } from './cost.ts'
import { countTokens } from './count.ts'
import type { StaticEmbedder } from './embed/static.ts'
import { factsOf, promptLimit } from './facts.ts'
import { isLoop } from './loop.ts'
import type { Prices } from './prices.ts'
import { refusalOf } from './refusal.ts'
import { analysedLimit, type Segmented, segment } from './segment.ts'
import { taskOf } from './task.ts'
import { bucketsOf } from './tokens.ts'
import { stemsOf } from './waste/content.ts'
import type { Context } from './waste/detector.ts'
import { findWaste } from './waste/index.ts'
import type { Meanings } from './waste/meanings.ts'
import { readWords, weigh } from './words.ts'

/** Words below which a language cannot be told. */
const fewWords = 20

/** The wasted spans of a log, each with its share of the tokens of its text: together never more than there are. */
const wasteOf = (texts: readonly Segmented[], context: Context, paid: Record<Place, number>): WasteSpan[] =>
  texts.flatMap((text) => {
    const claimed = findWaste(text, context)
    if (claimed.length === 0) return []
    const all = weigh(text.text)
    let weight = 0
    let given = 0
    return claimed.map((span) => {
      weight += weigh(text.text, span.start, span.end)
      const upTo = Math.floor((paid[text.place] * weight) / all)
      const tokens = upTo - given
      given = upTo
      return { ...span, tokens }
    })
  })

const flagsOf = (log: LogEntry, response: Segmented): Flag[] => {
  const flags: Flag[] = []
  if (/^(?:length|max_tokens|max_output_tokens)$/i.test(log.finishReason ?? '')) flags.push('truncated')
  if (!response.english && response.words.count >= fewWords) flags.push('language-unknown')
  if (Math.max(response.text.length, log.reasoning?.length ?? 0) > analysedLimit) flags.push('analysed-in-part')
  return flags
}

const sumTokens = (waste: readonly WasteSpan[], place: Place): number =>
  waste.reduce((sum, span) => (span.in === place ? sum + span.tokens : sum), 0)

/** What measuring may use beside the log. */
export interface Tools {
  /** The user's own prices. */
  prices?: Prices
  /** What words mean, to see the same said in other words; without it common synonyms are known. */
  meanings?: Meanings
  /** Absent: nothing is embedded. */
  embedder?: StaticEmbedder
}

/**
 * Everything one log says about itself (metrics §1–4, §6), and what it adds to drift (§5; production with an answer alone: attacks and tests are no
 * traffic). Pure; O(length of its texts). A log without visible text has null ratios.
 */
export const measureLog = (log: LogEntry, { prices, meanings, embedder }: Tools = {}): MeasuredLog => {
  const response = segment(log.response ?? '', 'response')
  const thought = log.reasoning ? segment(log.reasoning, 'reasoning') : null
  const asked = readWords(askedText(log).slice(0, promptLimit))
  const paid = bucketsOf(log, { asked, response: response.words, reasoning: thought?.words })
  const context = { log, asked, askedStems: stemsOf(asked), task: taskOf(asked), answer: response, meanings: meanings ?? null }
  const waste = wasteOf(thought === null ? [response] : [response, thought], context, { response: paid.output, reasoning: paid.reasoning })
  // field by field, here and below: each spread object takes two microseconds (Node 20)
  const tokens: Tokens = {
    input: paid.input,
    cached: paid.cached,
    cacheWrite: paid.cacheWrite,
    output: paid.output,
    reasoning: paid.reasoning,
    wasted: sumTokens(waste, 'response'),
    wastedReasoning: sumTokens(waste, 'reasoning'),
  }
  const { useful, cognitiveWaste, tokenEfficiency } = ratios(tokens)
  const scored = tokens.output + tokens.reasoning > 0 && ((log.response ?? '').trim() !== '' || (log.reasoning ?? '').trim() !== '')
  const expected = log.expected ? countTokens(log.expected, log.model) : 0
  const facts = embedder && log.source === 'production' && scored ? factsOf(embedder, asked, response) : null
  const { costUsd, wastedUsd } = costOf(log, tokens, prices)
  const measurement: Measurement = {
    tokens,
    tokenSource: paid.source,
    usefulTokens: useful,
    cognitiveWaste: scored ? cognitiveWaste : null,
    lengthVsExpected: scored && expected > 0 ? tokens.output / expected : null,
    tokenEfficiency: scored ? tokenEfficiency : null,
    loop: isLoop(response.words),
    refusal: refusalOf(response, asked),
    costUsd,
    wastedUsd,
    flags: paid.flags.concat(flagsOf(log, response)),
    waste,
  }
  return facts === null ? { log, measurement } : { log, measurement, facts }
}

export const measure = (log: LogEntry, tools?: Tools): Measurement => measureLog(log, tools).measurement
