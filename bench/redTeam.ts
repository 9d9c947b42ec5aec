import { completion, sendJson, startChatServer } from '../test/chatServer.ts'
import { groqLimits } from '../test/groqLimits.ts'
import { onBothDatabases } from './databases.ts'
import type { Figure } from './figure.ts'
import { atMost } from './figure.ts'
import { treeMemory } from './server.ts'

const attempts = 400
const latencyMs = 200

interface Status {
  status: string
  processedPrompts: number
  totalPrompts: number
  startedAt: string
  finishedAt: string
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

/** Plans always have controls on top, so the attacks are chosen such that the whole comes close to 400; the ideal is over what there was. */
const run = async (url: string, concurrency: number, more: object = {}): Promise<Status> => {
  const started = await fetch(`${url}/api/red-team/start`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      target: 'openai:bench',
      strategies,
      promptCount: Math.round((attempts * 5) / 6),
      concurrency,
      maxTokens: 64,
      ...more,
    }),
  })
  if (started.status !== 202) throw new Error(await started.text())
  const { runId } = (await started.json()) as { runId: string }
  for (;;) {
    const status = (await (await fetch(`${url}/api/red-team/status?runId=${runId}`)).json()) as Status
    if (!['queued', 'running'].includes(status.status)) return status
    await pause(500)
  }
}

/** Of one turn each, so that the number of calls is known. */
const strategies = ['canary-leak', 'direct-injection', 'persona', 'prompt-leak', 'length-forcing', 'over-refusal', 'many-shot', 'encoding']

const windowLimit = 20
const windowMs = 4_000

/** 120 attempts through groq-sdk against a server with Groq's headers, against what its limits allow. */
const withinLimits = async (url: string, answer: (how: ReturnType<typeof groqLimits>['answer']) => void): Promise<Figure> => {
  const limits = groqLimits({ limit: windowLimit, windowMs, latencyMs: 100 })
  answer(limits.answer)
  const status = await run(url, 8, { target: 'groq:llama-3.3-70b-versatile', promptCount: 100 })
  const { answered } = limits.seen()
  if (status.status !== 'completed' || answered < 120) throw new Error(`${status.status} after ${answered} calls`)
  const ideal = (Math.ceil(answered / windowLimit) - 1) * windowMs + 100
  return atMost(
    `${answered} attempts within rate limits, against what they allow`,
    (Date.parse(status.finishedAt) - Date.parse(status.startedAt)) / ideal,
    '×',
    1.05,
  )
}

/** About 400 attempts against a server that answers after 200 ms, against N × latency / concurrency, on each database; and whether memory stays flat. */
export const bench = async (): Promise<Figure[]> => {
  let calls = 0
  const slow: Parameters<typeof stub.answer>[0] = async (_, response) => {
    calls += 1
    await pause(latencyMs)
    sendJson(response, 200, completion({ text: 'I cannot help with that.' }))
  }
  const stub = await startChatServer(() => {})
  Object.assign(process.env, {
    OPENAI_BASE_URL: `${stub.url}/v1`,
    OPENAI_API_KEY: 'sk-bench',
    GROQ_BASE_URL: stub.url,
    GROQ_API_KEY: 'gsk-bench',
    DOCKER_MODEL_ENDPOINT: 'http://127.0.0.1:1',
  })
  const figures: Figure[] = []
  try {
    await onBothDatabases(async (name, server) => {
      let before = 0
      stub.answer(slow)
      for (const concurrency of [4, 16]) {
        calls = 0
        const status = await run(server.url, concurrency)
        if (status.status !== 'completed' || calls !== status.totalPrompts) throw new Error(`${status.status} after ${calls} calls`)
        const took = Date.parse(status.finishedAt) - Date.parse(status.startedAt)
        const ideal = Math.ceil(calls / concurrency) * latencyMs
        figures.push(atMost(`${calls} attempts at ${concurrency} concurrent, ${name}, against the ideal`, took / ideal, '×', 1.05))
        const memory = treeMemory(server.child.pid ?? 0) / 1024 / 1024
        if (before > 0) figures.push(atMost(`memory after the second run against the first, ${name}`, memory / before, '×', 1.2))
        before = memory
      }
      if (name === 'embedded') figures.push(await withinLimits(server.url, stub.answer))
    })
    return figures
  } finally {
    await stub.close()
  }
}
