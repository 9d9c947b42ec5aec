import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { createOutsideWeights } from './outsideWeights.ts'
import { StartError } from './startError.ts'

export interface OnnxModel {
  /** Of the folder and of what is in the model's files: two models have two names, wherever they lie. */
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

/** Of what the model, its tokenizer and the weights that the model keeps in other files hold. */
const hashOf = async (modelFile: string, tokenizerFile: string): Promise<string> => {
  const hash = createHash('sha256')
  const weights = createOutsideWeights()
  for await (const piece of createReadStream(modelFile)) {
    hash.update(piece)
    weights.read(piece)
  }
  const outside = [...weights.names].sort().map((name) => join(dirname(modelFile), name))
  for (const file of [tokenizerFile, ...outside.filter((name) => statSync(name, { throwIfNoEntry: false })?.isFile())])
    for await (const piece of createReadStream(file)) hash.update(piece)
  return hash.digest('hex')
}

/** The sentence model in a folder; `StartError` says in one line what is missing. O(its size): its files are read to know it again. */
export const findOnnxModel = async (folder: string): Promise<OnnxModel> => {
  if (!existsSync(folder)) throw new StartError(`there is no folder ${folder}: AICWD_EMBEDDER names one with model.onnx and tokenizer.json`)
  if (!statSync(folder).isDirectory())
    throw new StartError(`${folder} is a file: AICWD_EMBEDDER names the folder that has model.onnx and tokenizer.json`)
  const modelFile = join(folder, modelIn(folder))
  const tokenizerFile = join(folder, 'tokenizer.json')
  if (!existsSync(tokenizerFile))
    throw new StartError(`${folder} has no tokenizer.json: put the one that was published with the model there`)
  return { id: `onnx:${basename(folder)}-${(await hashOf(modelFile, tokenizerFile)).slice(0, 8)}`, modelFile, tokenizerFile }
}
