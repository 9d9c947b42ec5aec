import { z } from 'zod'
import type { Format } from './format.ts'
import { createIdentity } from './identity.ts'
import { firstRecord, jsonRecords } from './jsonRecords.ts'

/** An answer of a model to an instruction (AlpacaEval, https://github.com/tatsu-lab/alpaca_eval). */
const answerSchema = z.object({
  generator: z.string().min(1),
  instruction: z.string(),
  output: z.string(),
  dataset: z.string().nullish(),
})

/**
 * Answers without a time, usage or id. The id is made of the texts. No time is made up: the logs are of the moment they are imported, so
 * that they stand on the page at once and nothing looks like a course of days that never was.
 */
export const alpacaEval: Format = {
  id: 'alpaca-eval',
  detect: (beginning) => answerSchema.safeParse(firstRecord(beginning)).success,
  async *read(chunks) {
    const idOf = createIdentity('alpaca-eval')
    for await (const record of jsonRecords(chunks)) {
      if ('problem' in record) {
        yield record
        continue
      }
      const parsed = answerSchema.safeParse(record.value)
      if (!parsed.success) {
        yield { line: record.line, problem: `${parsed.error.issues[0]?.path.join('.') || 'it'} is missing or no text` }
        continue
      }
      const { generator, instruction, output, dataset } = parsed.data
      const value = {
        id: await idOf([generator, instruction, output]),
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
