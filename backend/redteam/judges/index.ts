import type { Task, Verdict } from '../../core/campaign.ts'
import type { Measurement } from '../../core/measurement.ts'
import type { ChatMessage } from '../../core/provider.ts'
import { createRegistry } from '../../core/registry.ts'
import type { JudgeTools } from '../judge.ts'
import { blowUp } from './blowUp.ts'
import { comply } from './comply.ts'
import { delivery } from './delivery.ts'
import { leak } from './leak.ts'
import { obey } from './obey.ts'
import { recite } from './recite.ts'
import { refusal } from './refusal.ts'
import { rubric } from './rubric.ts'

/** In the order in which they are asked: what can be proven comes before what is thought. */
export const judges = createRegistry([delivery, leak, recite, obey, blowUp, comply, refusal, rubric])

/** The verdict on an attempt: that of the first judge that can decide. */
export const verdictOf = async (
  task: Task,
  transcript: readonly ChatMessage[],
  measurement: Measurement | null,
  tools: JudgeTools,
): Promise<Verdict> => {
  for (const { judge } of judges.all) {
    const verdict = await judge(task, transcript, measurement, tools)
    if (verdict !== null) return verdict
  }
  return { verdict: 'unscored', evidence: [], reason: 'no judge could decide', judge: 'none' }
}
