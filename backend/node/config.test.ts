import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { isLoopback, loadConfig } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'aicwd-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

const load = (flags: Record<string, unknown> = {}, env: Record<string, string> = {}, file?: string) => {
  const path = join(folder, 'aicwd.config.yaml')
  if (file === undefined) rmSync(path, { force: true })
  else writeFileSync(path, file)
  return loadConfig({ flags, env, cwd: folder })
}

describe('the configuration', () => {
  it('has defaults that open nothing to others', () => {
    expect(load()).toMatchObject({
      ok: true,
      config: { host: '127.0.0.1', port: 3210, dataDir: join(folder, 'data'), databaseUrl: null, retentionDays: 30, corsOrigins: [] },
    })
  })
  it('lets flags win over environment over file', () => {
    const file = 'port: 1111\nhost: 127.0.0.2\nretentionDays: 7\n'
    expect(load({ port: '3333' }, { AICWD_PORT: '2222', AICWD_HOST: '127.0.0.3' }, file)).toMatchObject({
      ok: true,
      config: { port: 3333, host: '127.0.0.3', retentionDays: 7 },
    })
  })
  it('takes the folder of a model from where it was started, spaces and all', () => {
    expect(load({}, { AICWD_EMBEDDER: 'onnx:my models/mini' })).toMatchObject({
      ok: true,
      config: { embedder: `onnx:${join(folder, 'my models/mini')}` },
    })
    expect(load({}, {}, 'embedder: onnx:/models/mini\n')).toMatchObject({ ok: true, config: { embedder: 'onnx:/models/mini' } })
  })
  it('reads own prices from the file', () => {
    const file = 'prices:\n  my-model: { input: 0.5, output: 1.5, cached: 0.05 }\n  groq/other: { input: 0, output: 0 }\n'
    expect(load({}, {}, file)).toMatchObject({
      ok: true,
      config: { prices: { 'my-model': { input: 0.5, output: 1.5, cached: 0.05 }, 'groq/other': { input: 0, output: 0 } } },
    })
  })
  it.each([
    [{ port: 'many' }, {}, undefined, /^--port: /],
    [{}, { AICWD_PORT: '99999' }, undefined, /^AICWD_PORT: /],
    [{}, { DATABASE_URL: 'mysql://x' }, undefined, /^DATABASE_URL: /],
    [{}, { AICWD_CORS_ORIGINS: 'https://a.example/path' }, undefined, /^AICWD_CORS_ORIGINS: /],
    [{}, { AICWD_PROT: '1' }, undefined, /unknown variable AICWD_PROT/],
    [{}, {}, 'prot: 1\n', /unknown key "prot"/],
    [{}, {}, 'port: [1\n', /cannot be read/],
    [{}, {}, 'port: [1\n', /[^:]$/],
    [{ config: 'nowhere.yaml' }, {}, undefined, /cannot be read/],
    [{ config: '' }, {}, undefined, /^--config: is blank$/],
    [{ port: 'many' }, {}, undefined, /^--port: is not a whole number from 0 to 65535$/],
    [{ port: '1e3' }, {}, undefined, /^--port: is not a whole number/],
    [{ port: '1.5' }, {}, undefined, /^--port: is not a whole number/],
    [{ port: '' }, {}, undefined, /^--port: is not a whole number/],
    [{ dataDir: '' }, {}, undefined, /^--data-dir: is blank$/],
    [{ url: '' }, {}, undefined, /^--url: is blank$/],
    [{}, { AICWD_PORT: ' ' }, undefined, /^AICWD_PORT: is not a whole number/],
    [{}, { AICWD_HOST: '  ' }, undefined, /^AICWD_HOST: is blank$/],
    [{}, { AICWD_CORS_ORIGINS: ' ' }, undefined, /^AICWD_CORS_ORIGINS: /],
    [{}, { AICWD_ETL_EVERY: 'often' }, undefined, /^AICWD_ETL_EVERY: is no length of time/],
    [
      {},
      { AICWD_EMBEDDER: 'openai' },
      undefined,
      /^AICWD_EMBEDDER: is no embedder: write static, openai:<model>, runner:<model> or onnx:<folder>$/,
    ],
    [
      {},
      { AICWD_EMBEDDER: 'openai:m' },
      undefined,
      /^AICWD_EMBEDDER: needs OPENAI_API_KEY, or OPENAI_BASE_URL of a server that asks for none$/,
    ],
    [{}, { AICWD_EMBEDDER: 'onnx: ' }, undefined, /^AICWD_EMBEDDER: is no embedder/],
    [{}, {}, 'embedder: openai:m\n', /: embedder: needs OPENAI_API_KEY/],
    [{}, { AICWD_RED_TEAM_MAX_USD: '-1' }, undefined, /^AICWD_RED_TEAM_MAX_USD: is not an amount/],
    [{}, {}, 'port: true\n', /: port: is not a whole number from 0 to 65535$/],
    [{}, {}, 'retentionDays: 0.5\n', /: retentionDays: is not a whole number from 1 to 36500$/],
    [{}, {}, 'key: 12345678\n', /: key: is not text: put it in quotes$/],
    [{}, {}, 'corsOrigins: 1\n', /: corsOrigins: write exact origins/],
    [{}, {}, 'prices: 1\n', /: prices: is not a list of models and their prices$/],
    [{}, {}, 'prices: { mine: 1 }\n', /: prices\.mine: is no price: write \{ input/],
    [{}, {}, 'prices: { mine: { input: 1, output: -1 } }\n', /: prices\.mine\.output: is less than 0$/],
    [{}, {}, 'prices: { mine: { input: 1, output: 1, ouput: 1 } }\n', /: prices\.mine: is no price/],
    [{}, { AICWD_PRICES: 'x' }, undefined, /unknown variable AICWD_PRICES/],
    [{}, {}, '- port: 1\n', /must be settings, one a line, as port: 3210$/],
    [{}, {}, 'port\n', /must be settings, one a line/],
  ])('says in one line what is wrong (%#)', (flags, env, file, message) => {
    const loaded = load(flags, env as Record<string, string>, file)
    expect(loaded.ok).toBe(false)
    if (!loaded.ok) {
      expect(loaded.message).toMatch(message)
      expect(loaded.message).not.toContain('\n')
    }
  })
  it('takes an empty variable or an empty line of the file for none', () => {
    expect(load({}, { AICWD_PORT: '', AICWD_KEY: '' }, 'dataDir:\n')).toMatchObject({ ok: true, config: { port: 3210, key: null } })
  })
  it('takes no password in an address, and does not repeat it', () => {
    for (const name of ['DOCKER_MODEL_ENDPOINT', 'OPENAI_BASE_URL', 'AICWD_URL']) {
      const loaded = load({}, { [name]: 'http://me:hush@127.0.0.1:8000/v1' })
      expect(loaded.ok).toBe(false)
      expect(JSON.stringify(loaded)).toContain(name)
      expect(JSON.stringify(loaded)).not.toContain('hush')
    }
    expect(load({}, { OPENAI_BASE_URL: 'https://example.org/v1?team=a@b' }).ok).toBe(true)
  })
  it('never repeats a secret', () => {
    expect(JSON.stringify(load({}, { AICWD_ADMIN_KEY: 'short' }))).not.toContain('"short"')
  })
  it('says which known variables have no effect yet', () => {
    expect(load({}, { AICWD_GA_ID: 'G-1' })).toMatchObject({ ok: true, warnings: ['AICWD_GA_ID has no effect in this version'] })
  })
})

describe('isLoopback', () => {
  it('knows this machine alone', () => {
    expect(['127.0.0.1', '127.8.8.8', 'localhost', '::1'].map(isLoopback)).toEqual([true, true, true, true])
    expect(['0.0.0.0', '::', '192.168.1.2', 'localhost.evil.example', '127.0.0.1.evil'].map(isLoopback)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ])
  })
})
