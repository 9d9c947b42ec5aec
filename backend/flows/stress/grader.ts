import type { Amount, CampaignStore } from '../../core/campaignStore.ts'
import type { Clock } from '../../core/ports.ts'
import type { ChatMessage, ChatReply } from '../../core/provider.ts'
import type { Prices } from '../../measure/prices.ts'
import type { JudgeTools } from '../../redteam/judge.ts'
import type { PacedModel, RunContext } from './context.ts'
import { inTurn } from './pace.ts'
import { secure } from './secure.ts'
import { mostOf, promptTokens, usedBy } from './spend.ts'

interface Parts {
  campaigns: CampaignStore
  clock: Clock
  prices: Prices
  /** Closes the books of the call before. */
  settle(spent: Amount | 'unknown'): Promise<void>
}

/** Grades are drawn alike for the same answer. */
const temperature = 0
const mostTries = 3

/** The judge's model on behalf of one attempt: its calls are bounded, paced and paid from the caps of the run as those to the target are. */
export interface Grader {
  ask: NonNullable<JudgeTools['ask']>
  /** The run ended before a grade was there: the attempt is to be judged again. */
  isStopped(): boolean
  /** What is not settled yet of what was spent. */
  owed(): Amount
}

/** `spent`: what the attempt's own last call cost. */
export const createGrader = (
  { campaigns, clock, prices, settle }: Parts,
  attemptId: string,
  context: RunContext,
  { vendor, model, pace }: PacedModel,
  spent: Amount,
): Grader => {
  const nothing: Amount = { nano: 0, tokens: 0 }
  const sold = { provider: vendor.id, model, free: vendor.free, prices }
  let owed = spent
  let isStopped = false

  const stop = (): null => {
    isStopped = true
    return null
  }

  const close = async (amount: Amount | 'unknown'): Promise<void> => {
    owed = nothing
    await settle(amount)
  }

  /** One call; null when there is no room or no turn for it. */
  const call = async (messages: readonly ChatMessage[], maxTokens: number): Promise<ChatReply | null> => {
    const secured = await secure(campaigns, attemptId, context, mostOf(sold, messages, maxTokens, clock()))
    if (secured !== 'reserved') return secured === 'gone' ? stop() : null
    const turn = await pace.turn(promptTokens(messages, model) + maxTokens, context.halt, context.waits)
    if (turn.status !== 'go') {
      await close(nothing)
      return turn.status === 'stopped' ? stop() : null
    }
    const reply = await inTurn(pace, turn, clock, () => vendor.provider.chat({ model, messages, maxTokens, temperature }, context.abandon))
    return context.abandon.aborted ? stop() : reply
  }

  return {
    ask: async ({ system, user, maxTokens }) => {
      const messages: ChatMessage[] = [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ]
      // What the answer cost is paid first: an attempt that waits for room must not hold any.
      await close(owed)
      for (let tries = 1; tries <= mostTries; tries++) {
        const reply = await call(messages, maxTokens)
        if (reply === null) return null
        if (reply.status === 'ok') {
          owed = usedBy(sold, reply.usage, messages, reply.text, clock())
          return reply.text
        }
        await close(reply.status === 'failed' && reply.billed ? 'unknown' : nothing)
        const mayPass = (reply.status === 'failed' && reply.again) || (reply.status === 'limited' && !reply.daily)
        if (!mayPass) return null
      }
      return null
    },
    isStopped: () => isStopped,
    owed: () => owed,
  }
}
