import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

const bundle = (entry: string) =>
  build({ entryPoints: [entry], bundle: true, write: false, platform: 'browser', format: 'esm', logLevel: 'silent' })

describe('the app', () => {
  it.each(['backend/http/app.ts', 'backend/flows/intake.ts'])('bundles %s for a host without Node', async (entry) => {
    const { errors, outputFiles } = await bundle(entry)
    expect(errors).toEqual([])
    expect(outputFiles[0]?.text.length).toBeGreaterThan(1000)
  })
  it('would not with a module of Node in it', async () => {
    const stdin = { contents: "import 'node:fs'", resolveDir: '.' }
    await expect(build({ stdin, bundle: true, write: false, platform: 'browser', logLevel: 'silent' })).rejects.toThrow(/node:fs/)
  })
})
