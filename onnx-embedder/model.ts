import { readFile } from 'node:fs/promises'
import { Tokenizer } from '@huggingface/tokenizers'
import { InferenceSession, Tensor } from 'onnxruntime-node'

/** Tokens of a text that are read, those that mark its begin and end among them. */
const mostTokens = 128

/** One thread: what embeds runs beside a server that has better use for the other cores. */
const sessionOptions: InferenceSession.SessionOptions = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 }

/** The file that is at fault when something is made of it. */
const blaming = async <T>(file: string, make: () => Promise<T>): Promise<T> => {
  try {
    return await make()
  } catch (error) {
    throw new Error(`${file} cannot be used: ${(error as Error).message}`, { cause: error })
  }
}

const openTokenizer = async (file: string) => {
  const settings = JSON.parse(await readFile(file, 'utf8')) as object
  // files of models that were served carry a fixed length, to which every text would be filled up
  const tokenizer = new Tokenizer({ ...settings, padding: null, truncation: null }, {})
  return (text: string): number[] => {
    const { ids } = tokenizer.encode(text)
    return ids.length <= mostTokens ? ids : [...ids.slice(0, mostTokens - 1), ids.at(-1) as number]
  }
}

/** The mean over rows of `width` numbers, at unit length; null where it has none. */
const meanOf = ({ rows, width }: { rows: Float32Array; width: number }): Float32Array | null => {
  const sums = new Float64Array(width)
  for (let at = 0; at < rows.length; at++) sums[at % width] = (sums[at % width] as number) + (rows[at] as number)
  const length = Math.hypot(...sums)
  return length > 0 && Number.isFinite(length) ? Float32Array.from(sums, (sum) => sum / length) : null
}

/** What embeds, when it has embedded a first text. */
const openSession = async (modelFile: string, tokensOf: (text: string) => number[]) => {
  const session = await InferenceSession.create(modelFile, sessionOptions)
  /** One vector a token, or a single one of all. */
  const run = async (ids: readonly number[]) => {
    const row = (values: Iterable<bigint>) => new Tensor('int64', BigInt64Array.from(values), [1, ids.length])
    const known: Record<string, () => Tensor> = {
      input_ids: () => row(ids.map(BigInt)),
      attention_mask: () => row(ids.map(() => 1n)),
      token_type_ids: () => row(ids.map(() => 0n)),
    }
    const feeds = session.inputNames.map((name) => {
      const input = known[name]
      if (input === undefined) throw new Error(`it asks for ${name}`)
      return [name, input()] as const
    })
    const output = (await session.run(Object.fromEntries(feeds)))[session.outputNames[0] ?? '']
    if (!(output?.data instanceof Float32Array)) throw new Error(`it answers ${output?.type ?? 'nothing'}, not float32`)
    return { rows: output.data, width: output.dims.at(-1) ?? 0 }
  }
  const embed = async (text: string): Promise<Float32Array | null> => {
    const ids = tokensOf(text)
    return ids.length === 0 ? null : meanOf(await run(ids))
  }
  const dimensions = (await embed('The weather is fine today.'))?.length
  if (dimensions === undefined) throw new Error('it gives no finite numbers')
  return { dimensions, embed }
}

/**
 * A sentence model, read from an ONNX file and its tokenizer.json. Texts go through it one by one: batches are no faster on a processor, no text is
 * filled up, so that the mean is over its own tokens alone, and the numbers of an int8 model do not depend on which texts go with it.
 */
export const openModel = async (modelFile: string, tokenizerFile: string) => {
  const tokensOf = await blaming(tokenizerFile, () => openTokenizer(tokenizerFile))
  return blaming(modelFile, () => openSession(modelFile, tokensOf))
}
