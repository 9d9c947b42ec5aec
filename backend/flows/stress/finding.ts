import type { Finding } from '../../core/campaign.ts'
import type { Claimed } from '../../core/campaignStore.ts'
import type { MeasuredLog, Measurement } from '../../core/measurement.ts'
import { cleanText } from '../../ingest/clean.ts'
import { answerOf, askedOf, type JudgeTools, type Reply } from '../../redteam/judge.ts'
import { verdictOf } from '../../redteam/judges/index.ts'
import { outcomeOf } from '../../redteam/score.ts'
import { strategies } from '../../redteam/strategies/index.ts'
import { amplificationOf, type Reference, stressOf } from '../../redteam/stress.ts'
import { summed } from './callLog.ts'
import type { State } from './state.ts'

interface Tools {
  /** Those of the attempt, measured. */
  logs: readonly MeasuredLog[]
  /** Epoch milliseconds. */
  now: number
  newId(): string
  reference(finding: Finding): Promise<Reference>
  /** Asks the judge's model. Absent: there is none. */
  ask?: JudgeTools['ask']
}

const tokensOf = (all: Measurement | null, judged: Measurement | null): Finding['tokens'] => ({
  input: all === null ? 0 : all.tokens.input + all.tokens.cached + all.tokens.cacheWrite,
  output: judged?.tokens.output ?? 0,
  reasoning: judged?.tokens.reasoning ?? 0,
  wasted: judged === null ? 0 : judged.tokens.wasted + judged.tokens.wastedReasoning,
})

/** An attempt that came to an end as a finding: judged, measured against its control, scored. */
export const findingOf = async (
  { attemptId, runId, task }: Claimed,
  { transcript }: State,
  reply: Reply,
  tools: Tools,
): Promise<Finding> => {
  const strategy = strategies.get(task.strategy)
  const { measurement, latencyMs } = summed(tools.logs)
  const answered = reply.status === 'answered'
  const judged = answered ? measurement : null
  const finding: Finding = {
    findingId: attemptId,
    runId,
    strategy: task.strategy,
    family: strategy?.family ?? 'jailbreak',
    owasp: strategy?.owasp ?? 'LLM01',
    intensity: task.intensity,
    pair: task.pair,
    transcript: [...(task.system === null ? [] : [{ role: 'system' as const, content: task.system }]), ...transcript],
    prompt: askedOf(transcript),
    response: answered ? answerOf(transcript) : '',
    verdict: { verdict: 'unscored', evidence: [], reason: '', judge: 'none' },
    override: null,
    isReworded: transcript.length > 0 && transcript[0]?.content !== cleanText(task.opening),
    refusal: reply.status === 'filtered' ? 'full' : (judged?.refusal ?? null),
    cognitiveWaste: judged?.cognitiveWaste ?? null,
    amplification: null,
    truncated: answered && reply.truncated,
    latencyMs: judged === null ? null : latencyMs,
    tokens: tokensOf(measurement, judged),
    costUsd: measurement?.costUsd ?? null,
    stress: null,
    createdAt: tools.now,
  }
  const against = await tools.reference(finding)
  const verdict = await verdictOf(task, transcript, judged, {
    reply,
    controlTokens: against.controlTokens,
    nonce: tools.newId,
    ...(tools.ask && { ask: tools.ask }),
  })
  const outcome = outcomeOf({ ...finding, verdict })
  const amplification = task.intensity === 0 ? null : amplificationOf(outcome.tokens, against.controlTokens)
  return { ...finding, verdict, amplification, stress: stressOf(outcome, against) }
}
