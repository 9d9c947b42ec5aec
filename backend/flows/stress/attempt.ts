import type { Amount, CampaignStore, Claimed, Finished } from '../../core/campaignStore.ts'
import type { LogEntry } from '../../core/log.ts'
import type { MeasuredLog } from '../../core/measurement.ts'
import type { Clock } from '../../core/ports.ts'
import type { ChatMessage, ChatReply } from '../../core/provider.ts'
import type { Random } from '../../core/random.ts'
import { cleanText } from '../../ingest/clean.ts'
import { measureLog, type Tools } from '../../measure/index.ts'
import { refusalOf } from '../../measure/refusal.ts'
import { segment } from '../../measure/segment.ts'
import { readWords } from '../../measure/words.ts'
import type { Reply } from '../../redteam/judge.ts'
import { strategies } from '../../redteam/strategies/index.ts'
import type { AttackTools } from '../../redteam/strategy.ts'
import { logOf } from './callLog.ts'
import type { Left, RunContext } from './context.ts'
import { findingOf } from './finding.ts'
import { createGrader } from './grader.ts'
import { insist } from './insist.ts'
import { inTurn, type Pause } from './pace.ts'
import { secure } from './secure.ts'
import { mostOf, promptTokens, type Sold, spentOn, usedBy } from './spend.ts'
import { answeredBy, type State, stateOf } from './state.ts'

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

/** Findings answer with the id of their attempt; so does the log of the last call, and those before it by number. */
const named = (logs: readonly MeasuredLog[], id: string): MeasuredLog[] =>
  logs.map((entry, at) => ({ ...entry, log: { ...entry.log, id: at === logs.length - 1 ? id : `${id}.${at + 1}` } }))

/** The whole conversation. */
const said = ({ task: { system } }: Claimed, { transcript }: State): ChatMessage[] => [
  ...(system === null ? [] : [{ role: 'system' as const, content: system }]),
  ...transcript,
]

const refusal: AttackTools['refusal'] = (answer, asked) => refusalOf(segment(answer, 'response'), readWords(asked))

/** Takes claimed attempts to their findings: attack, answer, verdict, measure, store; turn by turn, so that nothing that was paid is asked again. */
export const createAttempts = ({ campaigns, clock, random, pause, newId, tools }: Parts) => {
  /** While an attempt is under way: each answer is measured once. */
  const measurements = new WeakMap<LogEntry, MeasuredLog>()

  const back = async ({ attemptId, tries }: Claimed, { owner }: RunContext, state: State, later = { tries, waitMs: 0 }): Promise<Left> => {
    await campaigns.release(attemptId, owner, {
      dueAt: Math.ceil(clock() + later.waitMs),
      tries: later.tries,
      progress: JSON.stringify(state),
    })
    return { status: 'back' }
  }

  const settling =
    ({ attemptId }: Claimed, { owner, abandon }: RunContext, state: State) =>
    (spent: Amount | 'unknown'): Promise<void> =>
      insist(() => campaigns.settle(attemptId, owner, spent, JSON.stringify(state)), pause, abandon)

  const measured = (log: LogEntry): MeasuredLog => {
    const known = measurements.get(log) ?? measureLog(log, tools)
    measurements.set(log, known)
    return known
  }

  /** What the last call cost. */
  const paid = ({ logs }: State): Amount => {
    const last = logs.at(-1)
    return last === undefined ? nothing : spentOn(measured(last).measurement)
  }

  /** A finding of what was said; `spent` is what the last call cost, `measured`: what its answer is measured at. */
  const conclude = async (
    attempt: Claimed,
    context: RunContext,
    state: State,
    reply: Reply,
    spent: Amount | 'unknown' | 'measured',
  ): Promise<Left> => {
    const { attemptId } = attempt
    const cost = () => (spent === 'measured' ? paid(state) : spent)
    const parts = { campaigns, clock, prices: tools.prices ?? {}, settle: settling(attempt, context, state) }
    const grader = context.judge && spent !== 'unknown' ? createGrader(parts, attemptId, context, context.judge, cost() as Amount) : null
    const finish = async (): Promise<Omit<Finished, 'leavesPlace'>> => {
      const logs = state.logs.map(measured)
      const judged = { logs, now: clock(), newId, reference: context.reference, ...(grader && { ask: grader.ask }) }
      const finding = await findingOf(attempt, state, reply, judged)
      return { finding, spent: grader?.owed() ?? cost(), logs: named(logs, attemptId) }
    }
    const graded = grader && (await finish())
    if (grader?.isStopped()) {
      if (context.abandon.aborted) return { status: 'back' }
      // A run that has ended grades no more, and what was answered and paid in it is a finding all the same.
      const run = await campaigns.run(attempt.runId)
      if (run?.status !== 'stopped' && run?.status !== 'failed') return back(attempt, context, state)
    }
    // Of a judge's grade, or of a call that failed, the conversation says nothing: those are not concluded from it.
    const isTold = grader === null && reply.status === 'answered' && spent !== 'unknown'
    const kept: State = spent === 'measured' ? { ...state, isSaid: true } : state
    const progress = isTold ? JSON.stringify(kept) : null
    const next = await insist(() => context.leave(graded === null ? finish : async () => graded, progress), pause, context.abandon)
    return { status: 'stored', failed: reply.status === 'failed', next }
  }

  const soldBy = ({ run, vendor }: RunContext): Sold => ({
    provider: vendor.id,
    model: run.model,
    free: vendor.free,
    prices: tools.prices ?? {},
  })

  /** An attempt that only throws ends as an error; its answers that can be measured are logs all the same, and what is owed is paid. */
  const giveUp = (attempt: Claimed, context: RunContext, state: State, isSaid: boolean): Promise<Left> => {
    const logs = state.logs.filter((log) => {
      try {
        return measured(log)
      } catch {
        return false
      }
    })
    const last = state.logs.at(-1)
    const owed =
      isSaid && last !== undefined
        ? usedBy(soldBy(context), last.usage, said(attempt, state).slice(0, -1), last.response ?? '', last.timestamp)
        : nothing
    return conclude(
      attempt,
      { ...context, judge: null },
      { ...state, logs },
      { status: 'failed', message: 'it could not be run here' },
      owed,
    )
  }

  /** The next thing to ask stands at the end of the transcript; false when all has been said. */
  const prepare = async ({ task }: Claimed, { generate, abandon }: RunContext, { transcript }: State): Promise<boolean> => {
    if (transcript.at(-1)?.role === 'user') return true
    const strategy = strategies.get(task.strategy)
    const next = await strategy?.next(task, transcript, {
      refusal,
      ...(generate && { generate: (instruction: string, seed: number) => generate(instruction, seed, abandon) }),
    })
    if (next == null) return false
    transcript.push({ role: 'user', content: cleanText(next) })
    return true
  }

  /** What was set aside when it was claimed is given back before more is asked for: who holds some while he waits for more can make others wait for ever. */
  const room = async (attempt: Claimed, context: RunContext, state: State, most: Amount): Promise<'reserved' | 'over' | 'gone'> => {
    const { nano, tokens } = attempt.reserved
    attempt.reserved = nothing
    if (!context.halt.aborted && nano >= most.nano && tokens >= most.tokens) return 'reserved'
    if (tokens > 0) await settling(attempt, context, state)(nothing)
    context.needs(most)
    return secure(campaigns, attempt.attemptId, context, most)
  }

  const logCall = (attempt: Claimed, { run, vendor }: RunContext, messages: readonly ChatMessage[], at: number, reply: ChatReply) =>
    logOf({
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
    })

  /** Asks what stands at the end of the transcript, when there is room in the caps and a turn; else how the attempt left. */
  const send = async (attempt: Claimed, context: RunContext, state: State): Promise<{ reply: ChatReply; log: LogEntry } | Left> => {
    const { run, vendor, pace } = context
    const { seed } = attempt.task
    const { maxTokens } = run.config
    const messages = said(attempt, state)
    const secured = await room(attempt, context, state, mostOf(soldBy(context), messages, maxTokens, clock()))
    if (secured !== 'reserved') {
      await back(attempt, context, state)
      return { status: secured === 'over' ? 'over' : 'back' }
    }
    const turn = await pace.turn(promptTokens(messages, run.model) + maxTokens, context.halt, context.waits)
    if (turn.status !== 'go') {
      await settling(attempt, context, state)(nothing)
      await back(attempt, context, state)
      if (turn.status === 'stopped') return { status: 'back' }
      return { status: 'daily', until: turn.until, message: `${vendor.title} has no calls left` }
    }
    const at = clock()
    const reply = await inTurn(pace, turn, clock, () => {
      const call = vendor.provider.chat({ model: run.model, messages, maxTokens, temperature: 0.7, seed }, context.abandon)
      context.sent()
      return call
    })
    return { reply, log: logCall(attempt, context, messages, at, reply) }
  }

  /** A call that was refused for too much traffic: again in its turn, or, for a quota of the day, when it is back. */
  const limited = async (
    attempt: Claimed,
    context: RunContext,
    state: State,
    { retryAfterMs, daily, message }: Extract<ChatReply, { status: 'limited' }>,
    refusedSince: number,
  ): Promise<Left | null> => {
    await settling(attempt, context, state)(nothing)
    const forLong = clock() - refusedSince > mostRefusedMs
    if (!daily && !forLong) return null
    await back(attempt, context, state)
    return { status: 'daily', until: clock() + (retryAfterMs ?? (forLong ? restMs : hourMs)), message }
  }

  /** A call that failed: again a little later, or a finding that says so. */
  const missed = async (
    attempt: Claimed,
    context: RunContext,
    state: State,
    { reply, log }: { reply: Extract<ChatReply, { status: 'failed' }>; log: LogEntry },
  ): Promise<Left> => {
    if (context.abandon.aborted) return { status: 'back' } // its lease runs out, and what it may have cost is kept
    const spent = reply.billed ? 'unknown' : nothing
    const tries = attempt.tries + 1
    if (reply.again && tries < mostTries && context.patient()) {
      await settling(attempt, context, state)(spent)
      return back(attempt, context, state, { tries, waitMs: backoffMs * 2 ** tries * (0.5 + random() / 2) })
    }
    state.logs.push(log)
    return conclude(attempt, context, state, { status: 'failed', message: reply.message }, spent)
  }

  /** One call and what follows from it; null when the attempt goes on with another. */
  const step = async (attempt: Claimed, context: RunContext, state: State, refusedSince: number): Promise<Left | null> => {
    const sent = await send(attempt, context, state)
    if ('status' in sent) return sent
    const { reply, log } = sent
    switch (reply.status) {
      case 'ok':
        state.logs.push(log)
        state.transcript.push({ role: 'assistant', content: cleanText(reply.text) })
        if (!(await prepare(attempt, context, state))) return conclude(attempt, context, state, answeredBy(state), 'measured')
        await settling(attempt, context, state)(paid(state))
        return null
      case 'filtered': {
        state.logs.push(log)
        const spent = reply.usage === null ? nothing : 'measured'
        return conclude(attempt, context, state, { status: 'filtered', message: reply.message }, spent)
      }
      case 'limited':
        return limited(attempt, context, state, reply, refusedSince)
      case 'rejected':
        if (reply.reason !== 'request') {
          await settling(attempt, context, state)(nothing)
          await back(attempt, context, state)
          return { status: 'rejected', message: reply.message }
        }
        state.logs.push(log)
        return conclude(attempt, context, state, { status: 'failed', message: reply.message }, nothing)
      case 'failed':
        return missed(attempt, context, state, { reply, log })
    }
  }

  /** Takes one attempt as far as it goes now. */
  return async (attempt: Claimed, context: RunContext): Promise<Left> => {
    const { isSaid = false, ...state }: State = stateOf(attempt)
    // Bugs throw, and are counted as tries.
    if (attempt.tries > mostTries) return giveUp(attempt, context, state, isSaid)
    if (!(await prepare(attempt, context, state)))
      return conclude(attempt, context, state, answeredBy(state), isSaid ? 'measured' : nothing)
    if (context.abandon.aborted) {
      // A wording that was given up is no prompt, and what was set aside for its call is free again.
      if (attempt.reserved.tokens > 0) await campaigns.settle(attempt.attemptId, context.owner, nothing, attempt.progress)
      return { status: 'back' }
    }
    let answers = state.logs.length
    let refusedSince = clock()
    for (;;) {
      const left = await step(attempt, context, state, refusedSince)
      if (left !== null) return left
      if (state.logs.length > answers) refusedSince = clock()
      answers = state.logs.length
    }
  }
}
