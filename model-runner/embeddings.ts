import type { Context } from 'hono'
import { readBody } from './body.ts'
import { fail } from './errors.ts'
import type { Runner } from './runner.ts'
import { embeddingShape } from './shapes.ts'

/** Little-endian 32-bit floats, as OpenAI's clients read them. */
const base64Of = (vector: readonly number[]): string => {
  const bytes = Buffer.alloc(vector.length * 4)
  vector.forEach((value, at) => {
    bytes.writeFloatLE(value, at * 4)
  })
  return bytes.toString('base64')
}

/** `POST /v1/embeddings`: one vector of length 1 for each text. */
export const embeddings = (runner: Runner) => async (c: Context) => {
  const read = await readBody(c, embeddingShape, 400)
  if (!read.ok) return fail(c, read.fault)
  const { input: texts, encoding_format } = read.body
  const place = await runner.enter(
    c,
    texts.map((prompt) => ({ prompt })),
  )
  if (!place.ok) return fail(c, place.fault)
  const { model, signal, release } = place
  try {
    const data: object[] = []
    let tokens = 0
    for (const [index, text] of texts.entries()) {
      signal.throwIfAborted()
      const { vector, tokens: read } = await model.embed(text)
      tokens += read
      data.push({ object: 'embedding', index, embedding: encoding_format === 'base64' ? base64Of(vector) : vector })
    }
    return c.json({ object: 'list', data, model: model.info.id, usage: { prompt_tokens: tokens, total_tokens: tokens } })
  } finally {
    release()
  }
}
