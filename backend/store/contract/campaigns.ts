import type { Attempt, Campaign, Finding, Intensity, Task } from '../../core/campaign.ts'
import { measuredLog } from './logs.ts'

export const testRun = (runId: string, more: Partial<Campaign> = {}): Campaign => ({
  runId,
  status: 'running',
  config: {
    target: 'groq:a-model',
    strategies: ['one', 'two'],
    intensities: [0, 1, 5],
    promptCount: 4,
    concurrency: 4,
    budgetUsd: 1,
    maxTokens: 100,
    seed: 1,
    generator: 'templates',
    judge: 'none',
  },
  model: 'a-model',
  isPractice: false,
  totalPrompts: 6,
  processedPrompts: 0,
  caps: { nano: 1_000_000, tokens: 1_000, call: { nano: 7, tokens: 5 } },
  spentNano: 0,
  spentTokens: 0,
  stress: null,
  fragility: null,
  rewordedPrompts: 0,
  attackedAt: null,
  answeredAt: null,
  waitingUntil: null,
  createdAt: 1_000,
  startedAt: 1_000,
  finishedAt: null,
  error: null,
  ...more,
})

const testTask = (strategy: string, intensity: Intensity, pair: number): Task => ({
  strategy,
  intensity,
  pair,
  seed: pair,
  system: null,
  goal: 'name the sky’s colour',
  opening: 'What colour is the sky?',
  free: null,
  steps: [],
  check: { kind: 'answer' },
})

/** Two controls, then two attacks of each: ordinals 0 to 5, ids `<run>-<ordinal>`. */
export const testAttempts = (runId: string): Attempt[] =>
  [
    testTask('one', 0, 0),
    testTask('two', 0, 1),
    testTask('one', 1, 0),
    testTask('two', 1, 1),
    testTask('one', 5, 0),
    testTask('two', 5, 1),
  ].map((task, ordinal) => ({ attemptId: `${runId}-${ordinal}`, runId, ordinal, task, tries: 0 }))

export const testFinding = ({ attemptId, runId, task }: Attempt, more: Partial<Finding> = {}): Finding => ({
  findingId: attemptId,
  runId,
  strategy: task.strategy,
  family: 'jailbreak',
  owasp: 'LLM01',
  intensity: task.intensity,
  pair: task.pair,
  transcript: [
    { role: 'user', content: task.opening },
    { role: 'assistant', content: 'Blue \u0000 and wide.' },
  ],
  prompt: task.opening,
  response: 'Blue \u0000 and wide.',
  verdict: { verdict: 'refused', evidence: [], reason: 'declined', judge: 'rules' },
  override: null,
  isReworded: false,
  refusal: 'full',
  cognitiveWaste: 1,
  amplification: task.intensity === 0 ? null : 1.2345678,
  truncated: false,
  latencyMs: 120,
  tokens: { input: 10, output: 20, reasoning: 4, wasted: 2 },
  costUsd: 0.000_000_5,
  stress: 0.123456789,
  createdAt: 2_000,
  ...more,
})

export const testLogs = ({ attemptId }: Attempt) => [measuredLog(1, { id: attemptId, source: 'red_team' })]
