import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { catalogue } from '../../model-runner/models.ts'
import { findModel, sourceOf } from './modelFiles.ts'

let data: string
const put = (file: string) => {
  mkdirSync(join(data, 'models'), { recursive: true })
  writeFileSync(join(data, 'models', file), 'GGUF')
  return join(data, 'models', file)
}
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'aicwd-models-'))
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

describe('the catalogue', () => {
  it('names each model once, by an address of its file, with a licence', () => {
    expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length)
    for (const { name, url, licence, sha256 } of catalogue) {
      expect(sourceOf(name).file).toMatch(/\.gguf$/i)
      expect(url).toMatch(/^https:/)
      expect(licence).not.toBe('')
      if (sha256 !== undefined) expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    }
  })
})

describe('where a model is pulled to', () => {
  it.each([
    'https://example.com/..%2f..%2fetc.gguf',
    'https://example.com/%2e%2e.gguf',
    'https://example.com/.gguf',
    'https://example.com/a%00.gguf',
    'https://example.com/%zz.gguf',
    'https://example.com/model.bin',
    'https://example.com/',
    'file:///etc/model.gguf',
    '../../etc/model',
    'no-such-model',
  ])('is never outside of its folder, and refused: %s', (given) => {
    expect(() => sourceOf(given)).toThrow(/\.gguf|no model/)
  })
  it('is the last name of the address', () => {
    expect(sourceOf('https://example.com/a/b/Model-1.Q4_0.gguf?download=true')).toMatchObject({ file: 'Model-1.Q4_0.gguf', sha256: null })
  })
})

describe('--model', () => {
  it('means a file, a pulled file, or a name that is pulled', () => {
    const path = put('one.gguf')
    expect(findModel(path, data)).toEqual({ path })
    expect(findModel('one', data)).toEqual({ path })
    expect(findModel('one.gguf', data)).toEqual({ path })
    const [first] = catalogue
    expect(findModel(first?.name, data)).toMatchObject({ source: { url: first?.url } })
    const kept = put(sourceOf(first?.name ?? '').file)
    expect(findModel(first?.name, data)).toEqual({ path: kept })
  })
  it('left out means the only model there, or the first of the catalogue', () => {
    expect(findModel(undefined, data)).toMatchObject({ source: { url: catalogue[0]?.url } })
    const path = put('one.gguf')
    expect(findModel(undefined, data)).toEqual({ path })
    put('two.gguf')
    expect(() => findModel(undefined, data)).toThrow(/one\.gguf, two\.gguf/)
  })
  it('says what is not there', () => {
    expect(() => findModel('nowhere.gguf', data)).toThrow('there is no file nowhere.gguf')
    expect(() => findModel('../models/one', data)).toThrow(/no model/)
  })
})
