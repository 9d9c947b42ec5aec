import type { Context } from 'hono'
import { readBody } from './body.ts'
import { fail } from './errors.ts'
import { streamed } from './events.ts'
import type { Runner } from './runner.ts'
import { generateShape, usualTokens } from './shapes.ts'

/**
 * `POST /generate`: the prompt is one turn of a chat, so that a model with a template does what it is told; a model without one goes on where the
 * prompt ends. Streamed: `data: { "text" }` for each piece, then `event: done` with the rest of the answer.
 */
export const generate = (runner: Runner, log: (error: unknown) => void) => async (c: Context) => {
  const read = await readBody(c, generateShape, 422)
  if (!read.ok) return fail(c, read.fault)
  const { prompt, stream, ...asked } = read.body
  const input = runner.health().chatTemplate ? { messages: [{ role: 'user' as const, content: prompt }] } : { prompt }
  const place = await runner.enter(c, [input])
  if (!place.ok) return fail(c, place.fault)
  const { model, release } = place
  const began = performance.now()
  const sampling = { ...asked, maxTokens: asked.maxTokens ?? usualTokens }
  const answer = async (onText: (text: string) => void, signal: AbortSignal) => {
    const { text, tokens, finishReason } = await model.answer(
      input,
      sampling,
      (chunk) => chunk.kind === 'text' && onText(chunk.text),
      signal,
    )
    return { text, rest: { tokens, latencyMs: Math.round(performance.now() - began), model: model.info.id, finishReason } }
  }
  if (stream)
    return streamed(c, place, log, async (send, signal) => {
      const { rest } = await answer((text) => send({ text }), signal)
      send(rest, 'done')
    })
  try {
    const { text, rest } = await answer(() => {}, place.signal)
    return c.json({ text, ...rest })
  } finally {
    release()
  }
}
