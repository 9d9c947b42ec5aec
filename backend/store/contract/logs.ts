import type { LogEntry } from '../../core/log.ts'
import type { MeasuredLog, WasteSpan } from '../../core/measurement.ts'
import { ratios } from '../../core/summary.ts'

const minute = 60_000
export const testStart = Date.parse('2026-11-20T10:00:00Z')

/** Both sentences after the first, 16 tokens. */
const wasteOf = (at: number): WasteSpan[] => {
  const first = `Answer ${at}. `.length
  return [
    { start: first, end: first + 15, kind: at % 2 === 0 ? 'restatement' : 'filler', tokens: 5, in: 'response', reason: 'asked before' },
    { start: first + 16, end: first + 31, kind: 'repetition', tokens: 11, in: 'response', reason: 'said before' },
  ]
}

/** A measured log number `at`, the same each time: every third wastes, every seventh failed, two models, three routes. */
export const measuredLog = (at: number, more: Partial<LogEntry> = {}): MeasuredLog => {
  const failed = at % 7 === 6
  const response = failed ? null : `Answer ${at}. The same again. The same again.`
  const tokens = {
    input: 10 + (at % 5),
    cached: at % 2,
    cacheWrite: 0,
    output: failed ? 0 : 20,
    reasoning: 0,
    wasted: !failed && at % 3 === 0 ? 16 : 0,
    wastedReasoning: 0,
  }
  const { useful, cognitiveWaste, tokenEfficiency } = ratios(tokens)
  const priced = at % 2 === 0 && !failed
  return {
    log: {
      id: `log-${at}`,
      timestamp: testStart + at * minute,
      model: at % 2 === 0 ? 'priced-model' : 'unpriced-model',
      provider: null,
      service: at % 4 === 0 ? 'shop' : null,
      route: [null, 'summarise', 'answer'][at % 3] ?? null,
      source: at % 10 === 9 ? 'test' : 'production',
      prompt: `Question ${at % 10}?`,
      messages: null,
      response,
      reasoning: null,
      usage: null,
      latencyMs: at % 11 === 0 ? null : 100 + at,
      timeToFirstTokenMs: null,
      status: failed ? 'error' : 'ok',
      error: failed ? { type: 'timeout', message: 'too slow' } : null,
      finishReason: null,
      costUsd: null,
      sessionId: at % 2 === 0 ? 'even' : null,
      userId: at % 5 === 0 ? 'five' : null,
      tags: {},
      expected: null,
      ...more,
    },
    measurement: {
      tokens,
      tokenSource: 'reported',
      usefulTokens: useful,
      cognitiveWaste: failed ? null : cognitiveWaste,
      lengthVsExpected: null,
      tokenEfficiency: failed ? null : tokenEfficiency,
      loop: false,
      refusal: 'none',
      costUsd: priced ? 0.001 : null,
      wastedUsd: priced ? tokens.wasted * 0.00001 : null,
      flags: [],
      waste: tokens.wasted > 0 ? wasteOf(at) : [],
    },
  }
}

export const measuredLogs = (count: number, from = 0): MeasuredLog[] => Array.from({ length: count }, (_, at) => measuredLog(from + at))
