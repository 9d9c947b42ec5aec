import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { StartError } from './startError.ts'

export interface OnnxModel {
  /** Of the folder and of what is in the model: two models have two names, wherever they lie. */
  id: string
  modelFile: string
  tokenizerFile: string
}

/** As it is usually published, or the only one there is. */
const modelIn = (folder: string): string => {
  const usual = ['model.onnx', join('onnx', 'model.onnx')].find((file) => existsSync(join(folder, file)))
  if (usual !== undefined) return usual
  const [found, ...others] = readdirSync(folder).filter((file) => file.endsWith('.onnx'))
  if (found === undefined)
    throw new StartError(`${folder} has no model.onnx: AICWD_EMBEDDER names a folder with model.onnx and tokenizer.json`)
  if (others.length > 0) throw new StartError(`${folder} has several .onnx files: call the one that is to embed model.onnx`)
  return found
}

/** The sentence model in a folder; `StartError` says in one line what is missing. O(its size): a file is read to know it again. */
export const findOnnxModel = async (folder: string): Promise<OnnxModel> => {
  if (!existsSync(folder)) throw new StartError(`there is no folder ${folder}: AICWD_EMBEDDER names one with model.onnx and tokenizer.json`)
  if (!statSync(folder).isDirectory())
    throw new StartError(`${folder} is a file: AICWD_EMBEDDER names the folder that has model.onnx and tokenizer.json`)
  const modelFile = join(folder, modelIn(folder))
  const tokenizerFile = join(folder, 'tokenizer.json')
  if (!existsSync(tokenizerFile))
    throw new StartError(`${folder} has no tokenizer.json: put the one that was published with the model there`)
  const hash = createHash('sha256')
  for (const file of [modelFile, tokenizerFile]) await pipeline(createReadStream(file), hash, { end: false })
  return { id: `onnx:${basename(folder)}-${hash.digest('hex').slice(0, 8)}`, modelFile, tokenizerFile }
}
