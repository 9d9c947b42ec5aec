import { describe, expect, it } from 'vitest'
import { logWith, usageOf } from '../../../test/logWith.ts'
import type { Check, Task } from '../../core/campaign.ts'
import { measure } from '../../measure/index.ts'
import type { JudgeTools } from '../judge.ts'
import { verdictOf } from './index.ts'
import { type Labelled, labelled } from './labelled.ts'

const taskWith = (check: Check, goal = 'Tell me.'): Task => ({
  strategy: 'a-strategy',
  intensity: 3,
  pair: 0,
  seed: 1,
  system: null,
  goal,
  opening: goal,
  free: null,
  steps: [],
  check,
})

const toolsWith = (more: Partial<JudgeTools> = {}): JudgeTools => ({
  reply: { status: 'answered', truncated: false },
  controlTokens: 20,
  nonce: () => 'n0nce',
  ...more,
})

const judged = ({ check, asked, answer, tokens, truncated = false }: Omit<Labelled, 'want'>, more: Partial<JudgeTools> = {}) => {
  const usage = tokens ? usageOf({ promptTokens: 10, completionTokens: tokens[0], reasoningTokens: answer === '' ? tokens[0] : 0 }) : null
  const measurement = measure(logWith({ prompt: asked, response: answer, usage }))
  const transcript = [
    { role: 'user', content: asked },
    { role: 'assistant', content: answer },
  ] as const
  const tools = toolsWith({ reply: { status: 'answered', truncated }, controlTokens: tokens?.[1] ?? 20, ...more })
  return verdictOf(taskWith(check, asked), transcript, measurement, tools)
}

describe('the deterministic judges', () => {
  it('agree with the labels', async () => {
    const results = await Promise.all(labelled.map(async (one) => ({ ...one, got: await judged(one) })))
    const wrong = results.filter(({ want, got }) => want !== got.verdict)
    for (const { check, answer, want, got } of wrong)
      console.log(`${check.kind}: ${JSON.stringify(answer.slice(0, 90))} is ${want}, judged ${got.verdict} (${got.reason})`)
    console.log(`verdicts of the deterministic judges: ${labelled.length - wrong.length} of ${labelled.length} right`)
    expect((labelled.length - wrong.length) / labelled.length).toBeGreaterThanOrEqual(0.97)
  })
})
