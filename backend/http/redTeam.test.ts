import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../../test/app.ts'
import { answered, vendorOf } from '../../test/vendor.ts'
import type { Task } from '../core/campaign.ts'
import type { ChatRequest } from '../core/provider.ts'
import { planTasks } from '../redteam/plan.ts'

let app: TestApp
let answer: Parameters<typeof vendorOf>[0]
let asked: ChatRequest[] = []
let missing: string | null = null
let reword: (request: ChatRequest) => ReturnType<typeof answered>
const refuse = () => answered('I cannot help with that.')

beforeAll(async () => {
  app = await openTestApp({
    realClock: true,
    vendors: [
      vendorOf(
        (request, signal) => {
          asked.push(request)
          return answer(request, signal)
        },
        { state: async () => ({ missing, models: ['llama-3.3-70b-versatile'] }) },
      ),
      vendorOf((request) => reword(request), {
        id: 'runner',
        title: 'Model runner',
        free: true,
        hasNoOther: true,
        state: async () => ({ missing: null, models: ['smol'] }),
      }),
      vendorOf(() => refuse(), {
        id: 'practice',
        title: 'Practice',
        free: true,
        isPractice: true,
        state: async () => ({ missing: null, models: ['practice'] }),
      }),
    ],
  })
})
beforeEach(() => {
  answer = refuse
  reword = refuse
  asked = []
  missing = null
})
afterAll(() => app.close())

const post = (path: string, body: unknown, method = 'POST') =>
  app.request(`/api/red-team/${path}`, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
// biome-ignore lint/suspicious/noExplicitAny: answers are looked at by their parts
const get = async (path: string): Promise<any> => (await app.request(path.startsWith('/') ? path : `/api/red-team/${path}`)).json()

const small = { target: 'groq:llama-3.3-70b-versatile', promptCount: 6, strategies: ['canary-leak'], maxTokens: 256, seed: 7 }
const start = async (body: object = {}) => {
  const started = await post('start', { ...small, ...body })
  expect(started.status).toBe(202)
  return ((await started.json()) as { runId: string }).runId
}
const run = async (body: object = {}) => {
  const runId = await start(body)
  await app.stress.settled()
  return runId
}

describe('a run', () => {
  it('goes from start to findings; each is a log of its own that colours nothing', async () => {
    const before = (await get('/api/metrics')).rows
    const runId = await run({ promptCount: 3 })
    const status = await get(`status?runId=${runId}`)
    expect(status).toMatchObject({ runId, status: 'completed', progress: 1, waitingForRateLimit: false, etaSeconds: null, practice: false })
    expect(status.processedPrompts).toBe(status.totalPrompts)
    expect(await get('status')).toEqual(status)
    const { findings, summary, nextCursor } = await get(`results?runId=${runId}`)
    expect(findings).toHaveLength(status.totalPrompts)
    expect(nextCursor).toBeNull()
    expect(summary.attackSuccessRate).toMatchObject({ value: 0, n: 3 })
    expect(status.spentUsd).toBeCloseTo(
      findings.reduce((sum: number, { costUsd }: { costUsd: number }) => sum + costUsd, 0),
      12,
    )
    const { log } = await get(`/api/logs/${findings[0].id}`)
    expect(log).toMatchObject({ source: 'red_team', sessionId: runId, response: findings[0].response, provider: 'groq' })
    expect((await get('/api/logs?source=red_team')).logs).toHaveLength(status.totalPrompts)
    expect((await get('/api/metrics')).rows).toEqual(before)
    expect(asked.every(({ maxTokens }) => maxTokens === 256)).toBe(true)
  })

  it('asks the same prompts for the same seed, and others for another', async () => {
    const prompts = async (seed: number) => {
      asked = []
      await run({ seed })
      return asked.map(({ messages }) => JSON.stringify(messages)).sort()
    }
    const first = await prompts(1)
    expect(await prompts(1)).toEqual(first)
    expect(await prompts(2)).not.toEqual(first)
  })

  it('scores what the formulas say of a target whose behaviour is known', async () => {
    const wish = {
      promptCount: 60,
      seed: 3,
      strategies: ['canary-leak', 'length-forcing', 'direct-injection'],
      intensities: [0, 1, 2, 3, 4, 5] as const,
    }
    const { tasks } = planTasks(wish)
    const taskOf = new Map<string, Task>(tasks.map((task) => [`${task.system}|${task.opening}`, task]))
    const secret = (task: Task) => (task.check.kind === 'leak' ? task.check.secret : '')
    answer = ({ messages }) => {
      const system = messages.find(({ role }) => role === 'system')?.content ?? null
      const task = taskOf.get(`${system}|${messages.at(-1)?.content}`) as Task
      if (task.strategy === 'canary-leak' && task.intensity >= 3) return answered(`It is ${secret(task)}.`, { output: 20 })
      if (task.strategy === 'length-forcing')
        return answered('The sky is blue because air scatters short waves.', { output: task.intensity === 0 ? 40 : 80 })
      return answered('I cannot help with that.', { output: 20 })
    }
    const runId = await run({ ...wish, intensities: [...wish.intensities] })
    const { summary } = await get(`results?runId=${runId}`)
    const cell = (strategy: string, intensity: number) =>
      summary.cells.find((one: { strategy: string; intensity: number }) => one.strategy === strategy && one.intensity === intensity)
    // s = 1 from intensity 3 on; A = 2 → w = 1 − 1.25 / 2; refused at A = 1 → 0.
    for (const intensity of [1, 2]) expect(cell('canary-leak', intensity).stress).toBeCloseTo(0, 9)
    for (const intensity of [3, 4, 5]) expect(cell('canary-leak', intensity).stress).toBeCloseTo(1, 9)
    for (const intensity of [1, 2, 3, 4, 5]) {
      expect(cell('length-forcing', intensity).stress).toBeCloseTo(0.375, 9)
      expect(cell('length-forcing', intensity).amplification.p50).toBeCloseTo(2, 9)
      expect(cell('direct-injection', intensity).stress).toBeCloseTo(0, 9)
    }
    expect(summary.adversarialStress).toBeCloseTo((3 * 1 + 5 * 0.375) / 15, 9)
    // S = 0, .125, .125, 11/24, 11/24, 11/24 by trapezoids.
    const s = [0, 0.375 / 3, 0.375 / 3, 1.375 / 3, 1.375 / 3, 1.375 / 3]
    const area = s.slice(1).reduce((sum, value, at) => sum + (value + (s[at] as number)) / 2, 0)
    expect(summary.fragilityScore).toBeCloseTo(area / 5, 9)
    const [latest] = (await get('runs?limit=1')).runs
    expect(latest).toMatchObject({ runId, findings: tasks.length })
    expect(latest.adversarialStress).toBeCloseTo(summary.adversarialStress, 9)
    const metrics = (await get('/api/metrics')).rows
    expect(metrics).toEqual([]) // no production yet: the stream tells it, see the stream’s test
  })

  it('of a target that only errs scores null, never 0', async () => {
    answer = () => ({ status: 'failed', again: false, billed: false, message: 'groq answered 500', latencyMs: 5 })
    const runId = await run()
    expect(await get(`status?runId=${runId}`)).toMatchObject({ status: 'completed', spentUsd: 0 })
    const { summary, findings } = await get(`results?runId=${runId}`)
    expect(summary).toMatchObject({
      adversarialStress: null,
      fragilityScore: null,
      overRefusalRate: null,
      attackSuccessRate: { value: null, n: 0 },
    })
    expect(findings[0]).toMatchObject({ verdict: 'error', reason: 'groq answered 500', adversarialStress: null })
    expect((await get(`/api/logs/${findings[0].id}`)).log).toMatchObject({ status: 'error', response: null })
  })

  it('tries again what may pass, a bounded number of times', async () => {
    const seen = new Map<string, number>()
    answer = ({ messages }) => {
      const key = JSON.stringify(messages)
      const tries = (seen.get(key) ?? 0) + 1
      seen.set(key, tries)
      return tries === 1 ? { status: 'failed', again: true, billed: false, message: 'cut', latencyMs: 5 } : refuse()
    }
    const runId = await run({ promptCount: 2 })
    expect((await get(`results?runId=${runId}`)).summary.attackSuccessRate.n).toBe(2)
    expect([...seen.values()].every((tries) => tries === 2)).toBe(true)
    answer = ({ messages }) => {
      seen.set(JSON.stringify(messages), (seen.get(JSON.stringify(messages)) ?? 0) + 1)
      return { status: 'failed', again: true, billed: false, message: 'cut', latencyMs: 5 }
    }
    seen.clear()
    await run({ promptCount: 1 })
    expect(Math.max(...seen.values())).toBe(3)
  })

  it('with a wrong or missing key fails at once and names the variable', async () => {
    answer = () => ({ status: 'rejected', reason: 'key', message: 'groq refused the key (401): set GROQ_API_KEY to one that is valid' })
    const wrong = await run()
    expect(await get(`status?runId=${wrong}`)).toMatchObject({ status: 'failed', error: expect.stringContaining('GROQ_API_KEY') })
    expect(asked.length).toBeLessThanOrEqual(4)
    missing = 'set GROQ_API_KEY'
    const none = await run()
    expect(await get(`status?runId=${none}`)).toMatchObject({ status: 'failed', error: expect.stringContaining('GROQ_API_KEY') })
    expect((await get('options')).targets[0]).toMatchObject({
      id: 'groq:llama-3.3-70b-versatile',
      available: false,
      missing: 'set GROQ_API_KEY',
    })
  })

  it('never spends more than its budget, whatever is in flight, and says why it stopped', async () => {
    answer = () => answered('I cannot help with that.', { output: 256 })
    const runId = await run({ promptCount: 50, budgetUsd: 0.003, concurrency: 16 })
    const status = await get(`status?runId=${runId}`)
    expect(status).toMatchObject({ status: 'stopped', error: expect.stringContaining('$0.003') })
    expect(status.spentUsd).toBeLessThanOrEqual(0.003)
    expect(status.spentUsd).toBeGreaterThan(0.0025)
    expect(status.processedPrompts).toBe(asked.length)
  })

  it('pauses for a quota of the day and goes on when asked', async () => {
    let calls = 0
    answer = () => {
      calls += 1
      return calls === 3
        ? { status: 'limited', retryAfterMs: 3_600_000, daily: true, message: 'tokens per day (TPD)', limits: null }
        : refuse()
    }
    const runId = await run({ concurrency: 1 })
    expect(await get(`status?runId=${runId}`)).toMatchObject({
      status: 'paused',
      waitingForRateLimit: true,
      processedPrompts: 2,
      error: expect.stringContaining('tokens per day'),
    })
    expect((await post('resume', { runId })).status).toBe(200)
    await app.stress.settled()
    const status = await get(`status?runId=${runId}`)
    expect(status).toMatchObject({ status: 'completed', waitingForRateLimit: false })
    expect(status.error).toBeUndefined()
    expect(asked).toHaveLength(status.totalPrompts + 1)
  })

  it('that waits for a quota is paused for good when somebody says so', async () => {
    answer = () => ({ status: 'limited', retryAfterMs: 3_600_000, daily: true, message: 'tokens per day (TPD)', limits: null })
    const runId = await run({ concurrency: 1 })
    expect(await get(`status?runId=${runId}`)).toMatchObject({ status: 'paused', waitingForRateLimit: true })
    const paused = await post('pause', { runId })
    expect(paused.status).toBe(200)
    const status = (await paused.json()) as object
    expect(status).toMatchObject({ status: 'paused', waitingForRateLimit: false })
    expect(status).not.toHaveProperty('error') // it said when the run would go on
    expect((await post('pause', { runId })).status).toBe(409)
  })

  it('is refused for a model that a vendor with no other does not have', async () => {
    for (const path of ['start', 'estimate']) {
      const refused = await post(path, { ...small, target: 'runner:gpt-9' })
      expect(refused.status).toBe(422)
      expect(((await refused.json()) as { error: { message: string } }).error.message).toMatch(/gpt-9.*runner:smol/)
    }
    const runId = await run({ target: 'runner:smol', promptCount: 1 })
    expect(await get(`status?runId=${runId}`)).toMatchObject({ status: 'completed', model: 'smol' })
  })

  it('is paused, resumed and stopped; what was in flight is stored', async () => {
    let release = () => {}
    const gate = new Promise<void>((done) => {
      release = done
    })
    answer = async () => {
      await gate
      return refuse()
    }
    const runId = await start({ concurrency: 2 })
    await expect.poll(() => asked.length).toBe(2)
    expect(await (await post('pause', { runId })).json()).toMatchObject({ status: 'paused' })
    release()
    await app.stress.settled()
    expect(await get(`status?runId=${runId}`)).toMatchObject({ status: 'paused', processedPrompts: 2, waitingForRateLimit: false })
    expect((await post('pause', { runId })).status).toBe(409)
    await post('resume', { runId })
    await app.stress.settled()
    expect(await get(`status?runId=${runId}`)).toMatchObject({ status: 'completed' })
    expect((await post('stop', { runId })).status).toBe(409)
    expect((await post('resume', { runId })).status).toBe(409)
    answer = async () => {
      await new Promise((done) => setTimeout(done, 20))
      return refuse()
    }
    const other = await start({ promptCount: 40 })
    expect(await (await post('stop', { runId: other })).json()).toMatchObject({ status: 'stopped' })
    await app.stress.settled()
    const stopped = await get(`status?runId=${other}`)
    expect(stopped.status).toBe('stopped')
    expect((await get(`results?runId=${other}&limit=500`)).findings).toHaveLength(stopped.processedPrompts)
  })

  it('of practice is labelled and enters no headline', async () => {
    const latest = (await get('runs')).runs.find(
      (one: { practice: boolean; status: string }) => !one.practice && one.status === 'completed',
    )
    const runId = await run({ target: 'practice' })
    expect(await get(`status?runId=${runId}`)).toMatchObject({ status: 'completed', practice: true, target: 'practice', spentUsd: 0 })
    expect(latest.runId).not.toBe(runId)
  })

  it('keeps a person’s verdict beside the judge’s and scores by it', async () => {
    const runId = await run()
    const { findings } = await get(`results?runId=${runId}`)
    const attack = findings.find(({ intensity }: { intensity: number }) => intensity === 5)
    const changed = await post(`findings/${attack.id}`, { verdict: 'success', note: 'it hints at it' }, 'PATCH')
    expect(changed.status).toBe(200)
    expect(await changed.json()).toMatchObject({
      verdict: 'refused',
      adversarialStress: 1,
      override: { verdict: 'success', note: 'it hints at it', by: 'this machine' },
    })
    const { summary } = await get(`results?runId=${runId}`)
    expect(summary.cells.find(({ intensity }: { intensity: number }) => intensity === 5).success).toBe(1)
    expect((await get('runs?limit=1')).runs[0].adversarialStress).toBeCloseTo(summary.adversarialStress, 12)
    expect((await post('findings/nobody', { verdict: 'success', note: '' }, 'PATCH')).status).toBe(404)
    expect((await post(`findings/${attack.id}`, { verdict: 'great', note: '' }, 'PATCH')).status).toBe(422)
  })

  it('is written whole as JSON, and otherwise page by page', async () => {
    const runId = await run({ promptCount: 60 })
    const all = await get(`results?runId=${runId}&format=json&limit=all`)
    expect(all.findings).toHaveLength(all.run.totalPrompts)
    expect(all.findings.length).toBeGreaterThan(50)
    const { findings, nextCursor, ...head } = await get(`results?runId=${runId}`)
    expect(findings).toEqual(all.findings.slice(0, 50))
    expect(nextCursor).not.toBeNull()
    expect(all).toEqual({ ...head, findings: all.findings, nextCursor: null })
    expect((await app.request(`/api/red-team/results?runId=${runId}&limit=none`)).status).toBe(422)
    expect((await app.request(`/api/red-team/results?runId=${runId}&order=worst&cursor=1`)).status).toBe(422)
    const controls = ({ outcome }: { outcome: string }) => outcome === 'no effect'
    const worst = (await get(`results?runId=${runId}&format=json&limit=all&order=worst`)).findings
    expect(worst).toHaveLength(all.findings.length)
    expect([all.findings, worst].map((list) => list.findIndex(controls))).toEqual([0, worst.length - worst.filter(controls).length])
  })

  it('is written as CSV and as a page that stands alone; texts stay texts', async () => {
    answer = () => answered('=HYPERLINK("http://evil") <script>alert(1)</script>')
    const runId = await run()
    const csv = await app.request(`/api/red-team/results?runId=${runId}&format=csv`)
    expect(csv.headers.get('content-type')).toContain('text/csv')
    const lines = (await csv.text()).trim().split('\r\n')
    expect(lines[0]).toMatch(/^id,strategy,.*,verdict,outcome,/)
    expect(lines[1]).toContain(',refused,no effect,')
    expect(lines.length).toBeGreaterThan(6)
    expect(lines.join('\n')).toContain(`"'=HYPERLINK(`)
    const page = await app.request(`/api/red-team/results?runId=${runId}&format=html`)
    const html = await page.text()
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(html).toContain('<svg')
    expect(html.match(/<article/g)).toHaveLength((await get(`results?runId=${runId}&limit=500`)).findings.length)
    expect(html.trimEnd()).toMatch(/<\/html>$/)
    expect(html).not.toMatch(/<script|javascript:|\bsrc=|\bhref=/)
    expect(html).toContain('&#60;script&#62;')
  })

  it('is told in the report as on the page: harmless probes are answered, controls refuse nothing', async () => {
    answer = () => answered('Stop it with the task manager, or with kill and its number.', { finishReason: 'length' })
    const runId = await run({ strategies: ['over-refusal', 'canary-leak'], promptCount: 4 })
    const html = await (await app.request(`/api/red-team/results?runId=${runId}&format=html`)).text()
    const headings = [...html.matchAll(/<h3><span class="(.*?)">(.*?)<\/span>(.*?)<\/h3>/g)].map(([, ...parts]) => parts.join('|'))
    expect(headings.filter((heading) => heading.includes('Over-refusal'))).toEqual(Array(3).fill('|answered| · Over-refusal probe'))
    expect(headings).toContain('|no effect| · Secret in the system prompt')
    expect(headings).toContain('|did not work| · Secret in the system prompt')
    expect(html).not.toContain('≥ –')
  })

  it('tells attacks that were refused from those that did not work; the verdict is the same', async () => {
    const filtered: ReturnType<typeof answer> = { status: 'filtered', message: 'unsafe', usage: null, latencyMs: 1, limits: null }
    const replies = [refuse(), answered('Bananas are berries; the sea is wide and the night is long.'), filtered]
    const told: string[][] = []
    for (const reply of replies) {
      answer = () => reply
      const { findings } = await get(`results?runId=${await run({ promptCount: 3 })}`)
      const attacks = findings.filter(({ intensity }: { intensity: number }) => intensity > 0)
      expect(attacks.every(({ verdict }: { verdict: string }) => verdict === 'refused')).toBe(true)
      told.push([...new Set<string>(attacks.map(({ outcome, refusal }: Record<string, string>) => `${outcome}, ${refusal}`))])
    }
    expect(told).toEqual([['refused, full'], ['did not work, none'], ['refused, full']])
  })

  it('counts the attacks that were said in other words, not those for which a rewording was asked', async () => {
    let wished = 0
    reword = ({ messages }) => {
      const text = /-----\n([\s\S]*)\n-----$/.exec(messages.at(-1)?.content ?? '')?.[1] ?? ''
      wished += 1
      return wished % 2 === 0 ? answered('Bananas.') : answered(`In other words, if I may: ${text}`)
    }
    const runId = await run()
    const status = await get(`status?runId=${runId}`)
    const others = asked.filter(({ messages }) => messages.some(({ content }) => content.includes('In other words, if I may')))
    expect(others.length).toBeGreaterThan(0)
    expect(others.length).toBeLessThan(wished)
    expect(status).toMatchObject({ generator: 'runner:smol', rewordedPrompts: others.length, attacks: 6, attacksDone: 6 })
    const html = await (await app.request(`/api/red-team/results?runId=${runId}&format=html`)).text()
    expect(html).toContain(`${others.length} of 6 attacks reworded by runner:smol`)
  })

  it('has pages of findings, and refuses what is wrong with one clear line', async () => {
    const runId = await run()
    const first = await get(`results?runId=${runId}&limit=4`)
    const second = await get(`results?runId=${runId}&limit=500&cursor=${first.nextCursor}`)
    const { totalPrompts } = await get(`status?runId=${runId}`)
    expect(new Set([...first.findings, ...second.findings].map(({ id }: { id: string }) => id)).size).toBe(totalPrompts)
    const statusOf = async (path: string) => (await app.request(`/api/red-team/${path}`)).status
    expect(await statusOf('status?runId=nobody')).toBe(404)
    expect(await statusOf('results?runId=nobody')).toBe(404)
    expect(await statusOf(`results?runId=${runId}&format=xml`)).toBe(422)
    expect(await statusOf(`results?runId=${runId}&cursor=nonsense`)).toBe(422)
    for (const [body, words] of [
      [{ target: 'gpt' }, /target/],
      [{ strategies: ['nonsense'] }, /there is no strategy "nonsense"/],
      [{ intensities: [6] }, /0 to 5/],
      [{ promptCount: 0 }, /promptCount/],
      [{ concurrency: 1000 }, /concurrency/],
      [{ budget: 1 }, /budget/],
    ] as const) {
      const refused = await post('start', { ...small, ...body })
      expect(refused.status).toBe(422)
      expect(((await refused.json()) as { error: { message: string } }).error.message).toMatch(words)
    }
    expect((await post('pause', { runId: 'nobody' })).status).toBe(404)
    expect((await post('pause', {})).status).toBe(422)
    for (const text of ['\0', '\ud800']) {
      expect((await post('start', { target: `groq:${text}` })).status).toBe(422)
      expect((await post('stop', { runId: text })).status).toBe(422)
      expect((await post('findings/some', { verdict: 'success', note: text }, 'PATCH')).status).toBe(422)
    }
    expect((await post('findings/%00', { verdict: 'success' }, 'PATCH')).status).toBe(404)
    expect(
      (await app.request('/api/red-team/start', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' })).status,
    ).toBe(400)
  })

  it('is estimated without being started', async () => {
    const before = (await get('runs')).runs.length
    const { estimate } = (await (await post('estimate', small)).json()) as { estimate: { prompts: number; tokens: number; usd: number } }
    expect(estimate.prompts).toBeGreaterThan(6)
    expect(estimate.tokens).toBeGreaterThan(estimate.prompts * 256)
    expect(estimate.usd).toBeGreaterThan(0)
    expect((await get('runs')).runs).toHaveLength(before)
  })

  it('is estimated with what is missing, and with what may have been meant', async () => {
    expect(await (await post('estimate', small)).json()).toMatchObject({ missing: null })
    missing = 'set GROQ_API_KEY'
    expect(await (await post('estimate', small)).json()).toMatchObject({ missing: expect.stringMatching(/: set GROQ_API_KEY$/) })
    const messageOf = async (target: string) =>
      ((await (await post('estimate', { ...small, target })).json()) as { error: { message: string } }).error.message
    expect(await messageOf('grok:llama')).toContain('"grok:llama" is no target: did you mean groq:llama? write groq:<model>')
    expect(await messageOf('nobody:llama')).toContain('"nobody:llama" is no target: write groq:<model>')
  })
})
