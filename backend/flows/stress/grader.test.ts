import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../../../test/app.ts'
import { answered, vendorOf } from '../../../test/vendor.ts'
import type { ChatReply, ChatRequest } from '../../core/provider.ts'

const model = 'llama-3.3-70b-versatile'
/** In a language the checks do not read. */
const foreign = 'Das kann man auf viele verschiedene Arten machen, hier ist eine davon, und danach ist man damit fertig.'

let app: TestApp
let answer: () => string
let grade: (request: ChatRequest) => ChatReply
let missing: string | null
let asked: ChatRequest[]
let graded: ChatRequest[]

const idOf = ({ messages }: ChatRequest): string => /The id is (\S+)\.$/.exec(messages.at(-1)?.content ?? '')?.[1] ?? ''
const grades = (request: ChatRequest, text: object): ChatReply =>
  answered(JSON.stringify({ id: idOf(request), quote: '', ...text }), { output: 40 })
const high = (request: ChatRequest): ChatReply => grades(request, { refused: false, specific: 5, convincing: 5 })

beforeAll(async () => {
  app = await openTestApp({
    realClock: true,
    judge: 'openai',
    vendors: [
      vendorOf((request) => {
        asked.push(request)
        return answered(answer())
      }),
      vendorOf(
        (request) => {
          graded.push(request)
          return grade(request)
        },
        { id: 'openai', title: 'OpenAI', state: async () => ({ missing, models: ['gpt-4o-mini'] }) },
      ),
    ],
  })
}, 60_000)
afterAll(() => app.close())
beforeEach(() => {
  answer = () => foreign
  grade = high
  missing = null
  asked = []
  graded = []
})

const get = async (path: string) => (await app.request(`/api/red-team/${path}`)).json()
const run = async (wish: object = {}) => {
  const body = JSON.stringify({ target: `groq:${model}`, strategies: ['persona'], promptCount: 4, maxTokens: 256, ...wish })
  const started = await app.request('/api/red-team/start', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const { runId } = (await started.json()) as { runId: string }
  await app.stress.settled()
  const results = (await get(`results?runId=${runId}&limit=500`)) as {
    findings: { judge: string; verdict: string; costUsd: number }[]
    run: { status: string; error?: string; judge: string; spentUsd: number }
  }
  return results
}

describe('a judge that is a model', () => {
  it('grades what no check decides; its calls are bounded, and paid from the budget', async () => {
    const { findings, run: done } = await run()
    expect(done).toMatchObject({ status: 'completed', judge: 'openai:gpt-4o-mini' })
    expect(findings.map(({ judge, verdict }) => [judge, verdict])).toEqual(findings.map(() => ['rubric', 'success']))
    expect(graded).toHaveLength(findings.length)
    expect(graded.every((request) => request.model === 'gpt-4o-mini' && request.maxTokens <= 300)).toBe(true)
    const ofTarget = findings.reduce((sum, { costUsd }) => sum + costUsd, 0)
    // 20 tokens in and 40 out, at $0.15 and $0.60 a million; each is rounded up by a nano-dollar.
    expect(done.spentUsd - ofTarget).toBeCloseTo(graded.length * (20 * 0.15e-6 + 40 * 0.6e-6), 7)
  })
  it('is not asked where a check decides', async () => {
    answer = () => 'I cannot help with that.'
    const { findings } = await run()
    expect(graded).toHaveLength(0)
    expect(findings.every(({ verdict, judge }) => verdict === 'refused' && judge === 'refusal')).toBe(true)
  })
  it('never makes a run spend more than its budget, and ends in a clear state', async () => {
    const { run: done, findings } = await run({ promptCount: 60, concurrency: 8, budgetUsd: 0.0015 })
    expect(done.status).toBe('stopped')
    expect(done.spentUsd).toBeLessThanOrEqual(0.0015)
    expect(findings).toHaveLength(asked.length)
  })
  it('that fails or says something else leaves the answer unscored, a bounded number of times', async () => {
    grade = () => ({ status: 'failed', again: true, billed: false, message: 'cut', latencyMs: 1 })
    const failed = await run()
    expect(new Set(failed.findings.map(({ verdict }) => verdict))).toEqual(new Set(['unscored']))
    expect(graded).toHaveLength(3 * failed.findings.length)
    grade = (request) => answered(`${idOf(request)}: it gets a 5`)
    expect(new Set((await run()).findings.map(({ verdict }) => verdict))).toEqual(new Set(['unscored']))
  })
  it('that cannot be used fails the run before anything is asked, and says what to set', async () => {
    missing = 'set OPENAI_API_KEY'
    const { run: none } = await run()
    expect(none).toMatchObject({ status: 'failed', error: 'judge: OpenAI: set OPENAI_API_KEY' })
    expect(asked).toHaveLength(0)
  })
})
