import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findOnnxModel } from './onnxModel.ts'
import { StartError } from './startError.ts'

let above: string
let folder: string
beforeEach(() => {
  above = mkdtempSync(join(tmpdir(), 'aicwd-onnx-'))
  folder = join(above, 'mini')
  mkdirSync(folder)
})
afterEach(() => rmSync(above, { recursive: true }))

const put = (file: string, content = file) => writeFileSync(join(folder, file), content)
const refusal = async (): Promise<string> => {
  const error = await findOnnxModel(folder).catch((error: unknown) => error)
  return error instanceof StartError ? error.message : 'none'
}

describe('a sentence model in a folder', () => {
  it.each([
    ['model.onnx', ['model.onnx', 'model_int8.onnx']],
    ['model_int8.onnx', ['model_int8.onnx']],
    ['onnx/model.onnx', ['onnx/model.onnx', 'onnx/model_int8.onnx']],
  ])('is %s of %j', async (model, files) => {
    mkdirSync(join(folder, 'onnx'))
    for (const file of [...files, 'tokenizer.json']) put(file)
    expect(await findOnnxModel(folder)).toMatchObject({ modelFile: join(folder, model), tokenizerFile: join(folder, 'tokenizer.json') })
  })
  it('is called after its folder and after what is in both files', async () => {
    const idWith = async (model: string, tokenizer: string) => {
      put('model.onnx', model)
      put('tokenizer.json', tokenizer)
      return (await findOnnxModel(folder)).id
    }
    const first = await idWith('a model', 'its tokenizer')
    expect(first).toMatch(/^onnx:mini-[0-9a-f]{8}$/)
    expect(await idWith('a model', 'its tokenizer')).toBe(first)
    expect(await idWith('another', 'its tokenizer')).not.toBe(first)
    expect(await idWith('a model', 'another')).not.toBe(first)
  })
  it('is called after its weights too, when they lie in files of their own', async () => {
    // as the format writes it: an entry of a key and its value, each behind its tag and length
    const lengthOf = ({ length }: string) => String.fromCharCode(...(length < 128 ? [length] : [128 + (length % 128), length >> 7]))
    const outside = (file: string) => `\n\u0008location\u0012${lengthOf(file)}${file}`
    put('tokenizer.json')
    const long = `layers-${'0'.repeat(150)}.bin`
    // the first is read in two pieces
    const model = `${'x'.repeat(65_536 - 12)}${outside('model.onnx_data')}graph${outside(long)}${outside('missing')}`
    writeFileSync(join(folder, 'model.onnx'), model, 'latin1')
    put('README.md')
    const idWith = async (file: string, weights: string) => {
      put(file, weights)
      return (await findOnnxModel(folder)).id
    }
    const ids = [
      await idWith('model.onnx_data', 'weights'),
      await idWith(long, 'weights'),
      await idWith('model.onnx_data', 'others'),
      await idWith(long, 'others'),
    ]
    expect(new Set(ids).size).toBe(4)
    expect(await idWith('README.md', 'another text')).toBe(ids[3])
  })
  it('is missed in one line that says what to do', async () => {
    put('a.onnx')
    expect(await refusal()).toBe(`${folder} has no tokenizer.json: put the one that was published with the model there`)
    put('b.onnx')
    expect(await refusal()).toBe(`${folder} has several .onnx files: call the one that is to embed model.onnx`)
    rmSync(join(folder, 'a.onnx'))
    renameSync(join(folder, 'b.onnx'), join(folder, 'b.bin'))
    expect(await refusal()).toBe(`${folder} has no model.onnx: AICWD_EMBEDDER names a folder with model.onnx and tokenizer.json`)
    rmSync(folder, { recursive: true })
    writeFileSync(folder, 'a model')
    expect(await refusal()).toBe(`${folder} is a file: AICWD_EMBEDDER names the folder that has model.onnx and tokenizer.json`)
    rmSync(folder)
    expect(await refusal()).toBe(`there is no folder ${folder}: AICWD_EMBEDDER names one with model.onnx and tokenizer.json`)
  })
})
