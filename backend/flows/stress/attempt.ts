import type { Amount, CampaignStore, Claimed } from '../../core/campaignStore.ts'
import type { MeasuredLog } from '../../core/measurement.ts'
import type { Clock } from '../../core/ports.ts'
import type { ChatMessage, ChatReply } from '../../core/provider.ts'
import type { Random } from '../../core/random.ts'
import { cleanText } from '../../ingest/clean.ts'
import type { Tools } from '../../measure/index.ts'
import { refusalOf } from '../../measure/refusal.ts'
import { segment } from '../../measure/segment.ts'
import { readWords } from '../../measure/words.ts'
import type { Reply } from '../../redteam/judge.ts'
import { strategies } from '../../redteam/strategies/index.ts'
import type { AttackTools } from '../../redteam/strategy.ts'
import { logOf } from './callLog.ts'
import type { Left, RunContext } from './context.ts'
import { findingOf, type State } from './finding.ts'
import { insist } from './insist.ts'
import type { Pause } from './pace.ts'
import { mostOf, promptTokens, spentOn } from './spend.ts'

interface Parts {
  campaigns: CampaignStore
  clock: Clock
  random: Random
  pause: Pause
  newId(): string
  tools: Tools
}

const mostTries = 3
const backoffMs = 400
/** A provider that refuses for too much traffic this long without one answer is left alone for a while. */
const mostRefusedMs = 15 * 60_000
const restMs = 5 * 60_000
const hourMs = 3_600_000

const nothing: Amount = { nano: 0, tokens: 0 }

const stateOf = ({ progress }: Claimed): State => (progress === null ? { transcript: [], logs: [] } : (JSON.parse(progress) as State))

/** Findings answer with the id of their attempt; so does the log of the last call, and those before it by number. */
const named = (logs: readonly MeasuredLog[], id: string): MeasuredLog[] =>
  logs.map((entry, at) => ({ ...entry, log: { ...entry.log, id: at === logs.length - 1 ? id : `${id}.${at + 1}` } }))

const refusal: AttackTools['refusal'] = (answer, asked) => refusalOf(segment(answer, 'response'), readWords(asked))

/** Takes claimed attempts to their findings: attack, answer, verdict, measure, store; turn by turn, so that nothing that was paid is asked again. */
export const createAttempts = ({ campaigns, clock, random, pause, newId, tools }: Parts) => {
  const back = async ({ attemptId, tries }: Claimed, { owner }: RunContext, state: State, later = { tries, waitMs: 0 }): Promise<Left> => {
    await campaigns.release(attemptId, owner, { dueAt: clock() + later.waitMs, tries: later.tries, progress: JSON.stringify(state) })
    return { status: 'back' }
  }

  const conclude = async (attempt: Claimed, context: RunContext, state: State, reply: Reply, spent: Amount | 'unknown'): Promise<Left> => {
    const finding = await findingOf(attempt, state, reply, { now: clock(), newId, reference: context.reference })
    const logs = named(state.logs, attempt.attemptId)
    await insist(() => campaigns.saveFinding(finding, context.owner, spent, logs), pause, context.abandon)
    return { status: 'stored', failed: reply.status === 'failed', finding, logs }
  }

  /** The next thing to ask stands at the end of the transcript; false when all has been said. */
  const prepare = async ({ task }: Claimed, context: RunContext, { transcript }: State): Promise<boolean> => {
    if (transcript.at(-1)?.role === 'user') return true
    const strategy = strategies.get(task.strategy)
    const next = await strategy?.next(task, transcript, { refusal, ...(context.generate && { generate: context.generate }) })
    if (next == null) return false
    transcript.push({ role: 'user', content: cleanText(next) })
    return true
  }

  const reserve = async (attempt: Claimed, context: RunContext, most: Amount): Promise<'reserved' | 'over' | 'gone'> => {
    for (;;) {
      if (context.halt.aborted) return 'gone'
      const reservation = await campaigns.reserve(attempt.attemptId, context.owner, most)
      if (reservation !== 'wait') return reservation
      await context.moment()
    }
  }

  const logCall = (attempt: Claimed, { run, vendor }: RunContext, messages: readonly ChatMessage[], at: number, reply: ChatReply) =>
    logOf(
      {
        id: attempt.attemptId,
        runId: run.runId,
        at,
        provider: vendor.id,
        model: run.model,
        free: vendor.free,
        task: attempt.task,
        messages,
        text: reply.status === 'ok' ? reply.text : null,
        reasoning: reply.status === 'ok' ? reply.reasoning : null,
        usage: 'usage' in reply ? reply.usage : null,
        latencyMs: 'latencyMs' in reply ? reply.latencyMs : null,
        finishReason: reply.status === 'ok' ? reply.finishReason : null,
        error: 'message' in reply ? { type: reply.status, message: reply.message } : null,
      },
      tools,
    )

  const isCut = (finishReason: string | null): boolean => /^(?:length|max_tokens)$/i.test(finishReason ?? '')

  /** One call and what follows from it; null when the attempt goes on with another. */
  const step = async (attempt: Claimed, context: RunContext, state: State, refusedSince: number): Promise<Left | null> => {
    const { run, vendor, pace, owner } = context
    const { task, attemptId } = attempt
    const messages: ChatMessage[] = [
      ...(task.system === null ? [] : [{ role: 'system' as const, content: task.system }]),
      ...state.transcript,
    ]
    const { maxTokens } = run.config
    const sold = { provider: vendor.id, model: run.model, free: vendor.free, prices: tools.prices ?? {} }
    const secured = await reserve(attempt, context, mostOf(sold, messages, maxTokens, clock()))
    if (secured === 'gone') return back(attempt, context, state)
    if (secured === 'over') {
      await back(attempt, context, state)
      return { status: 'over' }
    }
    const settle = (spent: Amount | 'unknown') =>
      insist(() => campaigns.settle(attemptId, owner, spent, JSON.stringify(state)), pause, context.abandon)
    const turn = await pace.turn(promptTokens(messages, run.model) + maxTokens, context.halt, context.waits)
    if (turn.status !== 'go') {
      await settle(nothing)
      await back(attempt, context, state)
      if (turn.status === 'stopped') return { status: 'back' }
      return { status: 'daily', until: turn.until, message: `${vendor.title} has no calls left` }
    }
    const at = clock()
    const reply = await vendor.provider
      .chat({ model: run.model, messages, maxTokens, temperature: 0.7, seed: task.seed }, context.abandon)
      .catch((error: unknown): ChatReply => {
        pace.heard(turn, { status: 'failed', again: false, billed: true, message: 'a bug', latencyMs: 0 }, clock())
        throw error
      })
    pace.heard(turn, reply, clock())
    const log = () => logCall(attempt, context, messages, at, reply)
    switch (reply.status) {
      case 'ok': {
        const entry = log()
        state.logs.push(entry)
        state.transcript.push({ role: 'assistant', content: cleanText(reply.text) })
        const spent = spentOn(entry.measurement)
        const more = await prepare(attempt, context, state)
        if (!more) return conclude(attempt, context, state, { status: 'answered', truncated: isCut(reply.finishReason) }, spent)
        await settle(spent)
        return null
      }
      case 'filtered': {
        const entry = log()
        state.logs.push(entry)
        const spent = reply.usage === null ? nothing : spentOn(entry.measurement)
        return conclude(attempt, context, state, { status: 'filtered', message: reply.message }, spent)
      }
      case 'limited': {
        await settle(nothing)
        const forLong = clock() - refusedSince > mostRefusedMs
        if (!reply.daily && !forLong) return null
        await back(attempt, context, state)
        return { status: 'daily', until: clock() + (reply.retryAfterMs ?? (forLong ? restMs : hourMs)), message: reply.message }
      }
      case 'rejected':
        if (reply.reason !== 'request') {
          await settle(nothing)
          await back(attempt, context, state)
          return { status: 'rejected', message: reply.message }
        }
        state.logs.push(log())
        return conclude(attempt, context, state, { status: 'failed', message: reply.message }, nothing)
      case 'failed': {
        if (context.abandon.aborted) return { status: 'back' } // its lease runs out, and what it may have cost is kept
        const spent = reply.billed ? 'unknown' : nothing
        const tries = attempt.tries + 1
        if (reply.again && tries < mostTries && context.patient()) {
          await settle(spent)
          return back(attempt, context, state, { tries, waitMs: backoffMs * 2 ** tries * (0.5 + random() / 2) })
        }
        state.logs.push(log())
        return conclude(attempt, context, state, { status: 'failed', message: reply.message }, spent)
      }
    }
  }

  /** Takes one attempt as far as it goes now. */
  return async (attempt: Claimed, context: RunContext): Promise<Left> => {
    const state = stateOf(attempt)
    const began = clock()
    // Bugs throw, and are counted as tries: an attempt that only throws ends as an error.
    if (attempt.tries > mostTries)
      return conclude(attempt, context, state, { status: 'failed', message: 'it could not be run here' }, nothing)
    if (!(await prepare(attempt, context, state)))
      return conclude(attempt, context, state, { status: 'answered', truncated: false }, nothing)
    for (;;) {
      const left = await step(attempt, context, state, began)
      if (left !== null) return left
    }
  }
}
