import { z } from 'zod'
import type { Embedded, Embedder } from '../core/embedder.ts'
import { callMs, scrubbing } from './chat.ts'
import { type OpenAiSettings, openClient } from './openai.ts'
import { readFault } from './reply.ts'

/** UTF-16 units of a text that are sent: about 500 tokens of English, what small models read. */
const longest = 2_000
export const asSent = (text: string): string => text.slice(0, longest).toWellFormed()

const answer = z.looseObject({
  model: z.string().max(200).catch(''),
  data: z.array(z.looseObject({ index: z.number().int(), embedding: z.array(z.number()).min(1).max(16_384) })),
})

/** A vector for each text, all of one size; null when the answer is anything else. */
const vectorsOf = (body: unknown, texts: number): Extract<Embedded, { status: 'ok' }> | null => {
  const parsed = answer.safeParse(body)
  if (!parsed.success || parsed.data.data.length !== texts) return null
  const { data, model } = parsed.data
  const vectors: Float32Array[] = []
  for (const { index, embedding } of data) vectors[index] = Float32Array.from(embedding)
  const dimensions = vectors[0]?.length
  if (dimensions === undefined) return null
  for (let at = 0; at < texts; at++) if (vectors[at]?.length !== dimensions) return null
  return { status: 'ok', vectors, by: `${model}/${dimensions}` }
}

/** Any address that speaks OpenAI's `/v1/embeddings`, by the official client; one try. */
export const createEmbeddings = ({
  model,
  id: vendor,
  baseUrl,
  apiKey,
  keyVariable,
  limitMs = callMs,
  fetch,
}: OpenAiSettings & { model: string }): Embedder => {
  const client = openClient({ baseUrl, apiKey, fetch })
  const told = { id: vendor, keyVariable, scrub: scrubbing(apiKey) }
  const faultOf = (error: unknown, began: number, timedOut: boolean): Embedded => {
    const fault = readFault(error, { took: performance.now() - began, now: Date.now(), timedOut, told })
    const message = 'message' in fault ? fault.message : `${vendor} gave no vectors`
    if (timedOut) return { status: 'slow', message }
    const isTooMuch = fault.status === 'failed' && !fault.again
    if (isTooMuch || fault.status === 'filtered' || (fault.status === 'rejected' && fault.reason === 'request'))
      return { status: 'refused', message }
    return { status: 'away', message, retryAfterMs: fault.status === 'limited' ? fault.retryAfterMs : null }
  }
  return {
    id: `${vendor}:${model}`,
    embed: async (texts, signal) => {
      const began = performance.now()
      const limit = AbortSignal.timeout(limitMs)
      try {
        const input = texts.map(asSent)
        const body = await client.embeddings.create(
          { model, input, encoding_format: 'float' },
          { signal: AbortSignal.any([signal, limit]) },
        )
        return (
          vectorsOf(body, texts.length) ?? {
            status: 'away',
            message: `${vendor} answered something else than ${texts.length} vectors of one size: is the address right?`,
            retryAfterMs: null,
          }
        )
      } catch (error) {
        return faultOf(error, began, limit.aborted)
      }
    },
  }
}
