import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOnnxEmbedder, type OpenedEmbedder } from '../backend/node/onnxEmbedder.ts'
import { findOnnxModel } from '../backend/node/onnxModel.ts'
import { startServer, temporaryFolder } from '../bench/server.ts'
import { embedderContract } from './embedderContract.ts'
import { sentenceModel } from './sentenceModel.ts'

const model = sentenceModel()
const skipped = 'skipped' in model ? model.skipped : null
const folder = 'skipped' in model ? '' : model.folder
const why = skipped === null ? '' : ` (skipped: ${skipped})`
const hour = 3_600_000
const never = new AbortController().signal

/** Processes below one (Linux). */
const childrenOf = (pid = 0): number[] => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)

afterAll(() => {
  if (!('skipped' in model)) model.remove()
})

const open = async (): Promise<OpenedEmbedder> =>
  createOnnxEmbedder(await findOnnxModel(folder), undefined, resolve('bin/onnx-embedder.js'))

describe.skipIf(skipped !== null)(`all-MiniLM-L6-v2 on onnxruntime${why}`, () => {
  let opened: OpenedEmbedder
  beforeAll(async () => {
    opened = await open()
  })
  afterAll(() => opened.close())
  const vectors = async (...texts: string[]): Promise<Float32Array[]> => {
    const reply = await opened.embedder.embed(texts, never)
    if (reply.status !== 'ok') throw new Error(reply.message)
    return reply.vectors.map((vector) => vector ?? new Float32Array())
  }
  const dot = (a?: Float32Array, b?: Float32Array) => Array.from(a ?? []).reduce((sum, value, at) => sum + value * (b?.[at] ?? 0), 0)

  embedderContract('all-MiniLM-L6-v2', open)

  it('gives the similarities that are published with the model', async () => {
    const [lovely, sunny, stadium] = await vectors('The weather is lovely today.', "It's so sunny outside!", 'He drove to the stadium.')
    // of the full model: int8 weights move them by less than 0.01
    expect(Math.abs(dot(lovely, sunny) - 0.666)).toBeLessThan(0.02)
    expect(Math.abs(dot(lovely, stadium) - 0.1046)).toBeLessThan(0.02)
    expect(Math.abs(dot(sunny, stadium) - 0.1411)).toBeLessThan(0.02)
    expect(dot(lovely, lovely)).toBeCloseTo(1, 5)
    expect(lovely).toHaveLength(384)
  })
  it('reads 128 tokens, the markers of begin and end among them', async () => {
    const [full, longer, shorter] = await vectors(...[126, 300, 125].map((words) => 'word '.repeat(words)))
    expect(longer).toEqual(full)
    expect(shorter).not.toEqual(full)
  })
  it('gives a text the same numbers whatever goes with it', async () => {
    const [alone] = await vectors('Water the beans.')
    const [, among] = await vectors('x'.repeat(3_000), 'Water the beans.', 'Torque the bolts of the engine.')
    expect(among).toEqual(alone)
  })
})

describe('a server that embeds with a model in a folder', () => {
  const config = (path: string, embedder: string): string[] => {
    writeFileSync(join(path, 'own.yaml'), `embedder: ${embedder}\n`)
    return ['--config', join(path, 'own.yaml')]
  }
  /** A command without a server. */
  const run = (path: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> =>
    new Promise((done) => {
      const { DATABASE_URL: _, ...env } = process.env
      const all = [resolve('bin/aicwd.js'), ...args, '--data-dir', join(path, 'data'), '--config', join(path, 'own.yaml')]
      execFile(process.execPath, all, { env, timeout: 60_000 }, (error, out, err) =>
        done({ code: error === null ? 0 : Number(error.code), out, err }),
      )
    })
  it('says in one line what is missing, and makes no data folder', async () => {
    const { path, remove } = temporaryFolder()
    const error = await startServer(join(path, 'data'), undefined, undefined, config(path, `onnx:${path}/none`)).catch(String)
    expect(error).toContain(`the server ended with 2: aicwd: there is no folder ${path}/none`)
    expect(existsSync(join(path, 'data'))).toBe(false)
    remove()
  })
  it.skipIf(skipped !== null).each([
    ['model.onnx', 'tokenizer.json'],
    ['tokenizer.json', 'model.onnx'],
  ])(`says that %s is none${why}`, async (broken, good) => {
    const { path, remove } = temporaryFolder()
    mkdirSync(join(path, 'own'))
    writeFileSync(join(path, 'own', broken), '{ "really": "not" }')
    symlinkSync(join(folder, good), join(path, 'own', good))
    const error = await startServer(join(path, 'data'), undefined, undefined, config(path, `onnx:${path}/own`)).catch(String)
    expect(error).toContain(`the server ended with 2: aicwd: ${path}/own/${broken} cannot be used: `)
    remove()
  })
  it('keeps no command without a server from making keys while the model is away, and only what asks for drift says so', async () => {
    const { path, remove } = temporaryFolder()
    config(path, `onnx:${path}/none`)
    expect(await run(path, 'keys', 'create', '--name', 'ci', '--scopes', 'admin')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/\S/),
    })
    expect(await run(path, 'keys', 'list')).toMatchObject({ code: 0, out: expect.stringContaining('ci'), err: '' })
    const why = `aicwd: there is no folder ${path}/none: AICWD_EMBEDDER names one with model.onnx and tokenizer.json\n`
    expect(await run(path, 'report')).toEqual({ code: 2, out: '', err: why })
    remove()
  })
  it.skipIf(skipped !== null)(`tells drift by it, and goes on when it was killed${why}`, async () => {
    const { path, remove } = temporaryFolder()
    const { url, child, stop } = await startServer(join(path, 'data'), undefined, undefined, config(path, `onnx:${folder}`))
    const { id } = await findOnnxModel(folder)
    const send = async (count: number, at: number, answer: (n: number) => string) => {
      const logs = Array.from({ length: count }, (_, n) => ({
        model: 'm',
        route: 'advice',
        timestamp: at + (n * hour) / count,
        prompt: `What next with number ${n % 40}?`,
        response: answer(n),
      }))
      const headers = { 'content-type': 'application/json' }
      expect((await fetch(`${url}/api/metrics/ingest`, { method: 'POST', headers, body: JSON.stringify(logs) })).status).toBe(202)
    }
    // biome-ignore lint/suspicious/noExplicitAny: answers are looked at by their parts
    const drift = async (): Promise<any> => (await fetch(`${url}/api/drift`)).json()
    const until = async (isSo: (told: Awaited<ReturnType<typeof drift>>) => boolean) => {
      while (!isSo(await drift())) await new Promise((done) => setTimeout(done, 100))
    }
    const [plants, parts] = [
      ['roses', 'beans', 'apples', 'tulips', 'herbs', 'onions', 'pears', 'ferns'],
      ['pistons', 'brakes', 'gears', 'valves', 'pumps', 'clutches', 'turbines', 'bearings'],
    ]
    const plant = (n: number) => `Plant the ${plants[n % 8]} in loose soil and water the ${plants[(n * 3) % 8]} every few days.`
    const bolt = (n: number) => `Torque the bolts of the ${parts[n % 8]} and inspect the ${parts[(n * 5) % 8]} for metal wear.`
    await send(200, Date.now() - 20 * hour, plant)
    await until(({ embedding }) => embedding.behind === 0)
    const embedding = childrenOf(child.pid)
    for (const pid of embedding) process.kill(pid, 'SIGKILL')
    await send(100, Date.now() - 2 * hour, bolt)
    await until(({ rows }) => rows[0]?.n === 100)
    const { rows, embedding: state } = await drift()
    expect(rows).toMatchObject([{ route: 'advice', embedder: id, baselineN: 200, attribution: 'model' }])
    expect(state).toEqual({ embedder: id, behind: 0, waiting: null })
    const [second] = childrenOf(child.pid)
    expect(embedding).not.toContain(second)
    await stop()
    while (existsSync(`/proc/${second}`)) await new Promise((done) => setTimeout(done, 20))
    const report = await run(path, 'report', '--json')
    expect(JSON.parse(report.out).drift).toMatchObject([{ route: 'advice', embedder: id, baselineN: 200, attribution: 'model' }])
    remove()
  })
})
