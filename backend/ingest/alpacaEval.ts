import { z } from 'zod'
import type { Format } from './format.ts'
import { firstRecord, jsonRecords } from './jsonRecords.ts'

/** An answer of a model to an instruction (AlpacaEval, https://github.com/tatsu-lab/alpaca_eval). */
const answerSchema = z.object({
  generator: z.string().min(1),
  instruction: z.string(),
  output: z.string(),
  dataset: z.string().nullish(),
})

const hashOf = async (text: string): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest).slice(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * The id is made of the texts, and of how many the same came before in the file: each row is imported once, however often the file is.
 * The files say no time, so that of the import is taken.
 */
export const alpacaEval: Format = {
  id: 'alpaca-eval',
  detect: (beginning) => answerSchema.safeParse(firstRecord(beginning)).success,
  async *read(chunks) {
    const seen = new Map<string, number>()
    for await (const record of jsonRecords(chunks)) {
      if ('problem' in record) {
        yield record
        continue
      }
      const parsed = answerSchema.safeParse(record.value)
      if (!parsed.success) {
        yield { line: record.line, problem: `${parsed.error.issues[0]?.path.join('.')} is missing or no text` }
        continue
      }
      const { generator, instruction, output, dataset } = parsed.data
      const hash = await hashOf(JSON.stringify([generator, instruction, output]))
      const before = seen.get(hash) ?? 0
      seen.set(hash, before + 1)
      const value = {
        id: `alpaca-eval-${hash}${before === 0 ? '' : `-${before}`}`,
        model: generator,
        route: dataset ?? null,
        prompt: instruction,
        response: output,
        tags: { format: 'alpaca-eval' },
      }
      yield { line: record.line, value }
    }
  },
}
