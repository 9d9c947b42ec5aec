import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Embedded, Embedder } from '../backend/core/embedder.ts'

export interface OpenEmbedder {
  embedder: Embedder
  close(): Promise<void>
}

const never = new AbortController().signal

const answered = (reply: Embedded): Extract<Embedded, { status: 'ok' }> => {
  if (reply.status !== 'ok') throw new Error(`no vectors: ${reply.message}`)
  return reply
}

const cosine = (a: Float32Array | null | undefined, b: Float32Array | null | undefined): number => {
  if (!a || !b) throw new Error('no vector')
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}

const texts = [
  'The cat sat on the warm kitchen floor and slept.',
  'A cat slept on the kitchen floor.',
  'Interest rates of the central bank rose again in March.',
]

/** What every embedder does; one without meaning (a model of random weights) still gives the same vector for the same text. */
export const embedderContract = (name: string, open: () => Promise<OpenEmbedder>, { meaning = true } = {}): unknown =>
  describe(`an embedder: ${name}`, () => {
    let opened: OpenEmbedder
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(() => opened.close())

    it('gives one vector a text, in order and of one size', async () => {
      const { vectors, by } = answered(await opened.embedder.embed(texts, never))
      expect(vectors).toHaveLength(3)
      expect(new Set(vectors.map((vector) => vector?.length)).size).toBe(1)
      expect(by).toMatch(new RegExp(`/${vectors[0]?.length}$`))
      for (const [at, text] of texts.entries()) {
        const alone = answered(await opened.embedder.embed([text], never))
        expect(cosine(alone.vectors[0], vectors[at])).toBeGreaterThan(0.999)
      }
    })
    if (meaning)
      it('puts what means the same closer together', async () => {
        const [a, b, other] = answered(await opened.embedder.embed(texts, never)).vectors
        expect(cosine(a, b)).toBeGreaterThan(cosine(a, other) + 0.2)
      })
    it('takes long texts, lone surrogates and other scripts', async () => {
      const odd = ['word '.repeat(20_000), 'half a pair \ud83d here', 'Ωμέγα καὶ ἄλφα', '雪が降る']
      expect(answered(await opened.embedder.embed(odd, never)).vectors).toHaveLength(4)
    })
    it('has a name of its own', () => {
      expect(opened.embedder.id).toMatch(/\S/)
    })
  })
