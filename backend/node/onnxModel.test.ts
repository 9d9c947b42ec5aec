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
