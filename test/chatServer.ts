import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A call as it arrived. */
export interface ChatCall {
  path: string
  authorization: string | undefined
  body: { model: string; messages: { role: string; content: string }[]; max_tokens?: number; max_completion_tokens?: number; seed?: number }
  /** Epoch milliseconds. */
  at: number
}

export type Answerer = (call: ChatCall, response: ServerResponse, request: IncomingMessage) => void | Promise<void>

const read = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

/** A server that speaks the chat protocol of OpenAI and Groq over real HTTP; `answer` says how. */
export const startChatServer = async (answer: Answerer) => {
  const calls: ChatCall[] = []
  let current = answer
  const server = createServer(async (request, response) => {
    const text = await read(request)
    if (request.method !== 'POST') return void response.writeHead(404).end()
    const call: ChatCall = {
      path: request.url ?? '',
      authorization: request.headers.authorization,
      body: JSON.parse(text) as ChatCall['body'],
      at: Date.now(),
    }
    calls.push(call)
    await current(call, response, request)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    calls,
    answer: (next: Answerer) => {
      current = next
    },
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

export type ChatServer = Awaited<ReturnType<typeof startChatServer>>

export interface Said {
  text?: string | null
  reasoning?: string
  finish?: string
  usage?: Record<string, unknown> | null
}

const usual = { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 }

/** A completion as the protocol has it. */
export const completion = ({ text = 'Blue.', reasoning, finish = 'stop', usage = usual }: Said = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_700_000_000,
  model: 'a-model',
  choices: [
    { index: 0, message: { role: 'assistant', content: text, ...(reasoning && { reasoning }) }, finish_reason: finish, logprobs: null },
  ],
  ...(usage && { usage }),
})

export const sendJson = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** An error as the protocol has it. */
export const fault = (message: string, code: string | null = null) => ({ error: { message, type: 'error', code } })
