import type { ServerResponse } from 'node:http'
import { type ChatServer, sendJson, startChatServer } from './chatServer.ts'

export const serverModel = 'words-300'
const dimensions = 300

/** A vector of its words: each turns one of the dimensions. */
const vectorOf = (text: string): number[] => {
  const vector = new Array<number>(dimensions).fill(0)
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    let hash = 7
    for (const char of word) hash = (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) >>> 0
    vector[hash % dimensions] = (vector[hash % dimensions] ?? 0) + 1
  }
  return vector
}

export interface EmbeddingCall {
  model: string
  input: string[]
}

/** What an OpenAI-compatible server answers for embeddings. */
export const answerEmbeddings = (response: ServerResponse, { model, input }: EmbeddingCall, by = model): void => {
  const data = input.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) }))
  // the protocol promises no order
  sendJson(response, 200, { object: 'list', model: by, data: data.reverse(), usage: { prompt_tokens: 1, total_tokens: 1 } })
}

/** A server that speaks `/v1/embeddings` over real HTTP; `answer` of the chat server says otherwise. */
export const startEmbeddingServer = (): Promise<ChatServer> =>
  startChatServer(({ body }, response) => answerEmbeddings(response, body as unknown as EmbeddingCall))
