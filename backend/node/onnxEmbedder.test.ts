import { fork } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Embedded } from '../core/embedder.ts'
import { createOnnxEmbedder, type OpenedEmbedder } from './onnxEmbedder.ts'
import { StartError } from './startError.ts'

/** In place of the embedder's program: the model file says how it starts, a text what it does. A vector is the length of its text and who answered. */
const program = `
const [start] = process.argv.slice(2)
process.once('disconnect', () => process.exit())
const crash = () => process.kill(process.pid, 'SIGKILL')
process.on('message', (texts) => {
  if (texts.includes('crash')) return crash()
  if (texts.includes('silence')) return
  if (texts.includes('environment')) return process.send({ status: 'failed', message: Object.keys(process.env).join(' ') })
  if (texts.includes('error')) return process.send({ status: 'failed', message: 'it cannot be read' })
  process.send({ status: 'ok', vectors: texts.map((text) => (text === 'blank' ? null : Float32Array.of(text.length, process.pid))) })
})
if (start === 'dies') crash()
else if (start === 'broken') process.send({ status: 'failed', message: 'broken is no model' }, () => process.exit(1))
else if (start !== 'hangs') process.send({ status: 'ready', dimensions: 2 })
`
let folder: string
let file: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aicwd-child-'))
  file = join(folder, 'child.mjs')
  writeFileSync(file, program)
})
afterAll(() => rmSync(folder, { recursive: true }))

const opened: OpenedEmbedder[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})
const model = { id: 'onnx:m', modelFile: 'well', tokenizerFile: '' }
const open = (start = 'well', callMs = 10_000) => {
  const one = createOnnxEmbedder({ ...model, modelFile: start }, { beginMs: 10_000, callMs }, file)
  opened.push(one)
  return one
}

const never = new AbortController().signal
const answered = (reply: Embedded): Extract<Embedded, { status: 'ok' }> => {
  if (reply.status !== 'ok') throw new Error(reply.message)
  return reply
}
const lengths = (reply: Embedded) => answered(reply).vectors.map((vector) => vector?.[0] ?? null)
const who = (reply: Embedded): number => answered(reply).vectors[0]?.[1] ?? 0
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const ended = async (pid: number): Promise<void> => {
  while (isAlive(pid)) await new Promise((done) => setTimeout(done, 5))
}

describe('an embedder in a process of its own', () => {
  it('gives vectors by the name of its model, of texts that are cut and well-formed', async () => {
    const { embedder } = open()
    const reply = await embedder.embed(['abc', 'blank', 'x'.repeat(10_000), 'half \ud83d'], never)
    expect(reply).toMatchObject({ status: 'ok', by: 'onnx:m/2' })
    expect(lengths(reply)).toEqual([3, null, 2_000, 6])
  })
  it('answers those who ask at the same time each with their own, by one child', async () => {
    const { embedder } = open()
    const replies = await Promise.all([1, 2, 3].map((n) => embedder.embed(['x'.repeat(n)], never)))
    expect(replies.map(lengths)).toEqual([[1], [2], [3]])
    expect(new Set(replies.map(who)).size).toBe(1)
  })
  it('refuses texts at which it crashes, and those it cannot read, and goes on', async () => {
    const { embedder } = open()
    const first = who(await embedder.embed(['a'], never))
    expect(await embedder.embed(['a', 'error'], never)).toEqual({ status: 'refused', message: 'it cannot be read' })
    expect(who(await embedder.embed(['a'], never))).toBe(first)
    expect(await embedder.embed(['a', 'crash'], never)).toEqual({ status: 'refused', message: 'onnx:m ended while it read these texts' })
    expect(who(await embedder.embed(['a'], never))).not.toBe(first)
  })
  it('is started again when it was killed between two calls', async () => {
    const { embedder } = open()
    const first = who(await embedder.embed(['a'], never))
    process.kill(first, 'SIGKILL')
    await ended(first)
    await new Promise((done) => setTimeout(done, 50))
    expect(who(await embedder.embed(['a'], never))).not.toBe(first)
  })
  it('that is silent is slow, and another answers the next call', async () => {
    const { embedder } = open('well', 3_000)
    const first = who(await embedder.embed(['a'], never))
    expect(await embedder.embed(['silence'], never)).toEqual({ status: 'slow', message: 'onnx:m gave no vectors within 3 s' })
    await ended(first)
    expect(who(await embedder.embed(['a'], never))).not.toBe(first)
  })
  it.each([
    ['broken', 'broken is no model'],
    ['dies', 'onnx:m ended before its model was loaded'],
  ])('that cannot start (%s) is away, and says so to who begins it', async (start, message) => {
    const { embedder, begin } = open(start)
    expect(await embedder.embed(['a'], never)).toEqual({ status: 'away', message, retryAfterMs: null })
    await expect(begin()).rejects.toThrow(new StartError(message))
  })
  it.each([
    ['takes too long', { beginMs: 200, closes: false }, 'onnx:m was not ready within 0.2 s'],
    ['is closed meanwhile', { beginMs: 10_000, closes: true }, 'onnx:m was stopped'],
  ])('says so when its start %s', async (_, { beginMs, closes }, message) => {
    const { begin, close } = createOnnxEmbedder({ ...model, modelFile: 'hangs' }, { beginMs, callMs: 10_000 }, file)
    const begun = expect(begin()).rejects.toThrow(new StartError(message))
    if (closes) await close()
    await begun
  })
  it('gets what finds programs and a registry, and no keys', async () => {
    const env = {
      ...process.env,
      OPENAI_API_KEY: 'sk',
      AICWD_ADMIN_KEY: 'k',
      DATABASE_URL: 'postgres://',
      npm_config_registry: 'r',
      https_proxy: 'p',
    }
    const { embedder, close } = createOnnxEmbedder(model, { beginMs: 10_000, callMs: 10_000 }, file, env)
    const reply = await embedder.embed(['environment'], never)
    const names = reply.status === 'refused' ? reply.message.split(' ') : []
    expect(names).toEqual(expect.arrayContaining(['PATH', 'npm_config_registry', 'https_proxy']))
    expect(names.filter((name) => /key|database/i.test(name))).toEqual([])
    await close()
  })
  it('is there before the first text when it was begun', async () => {
    const { embedder, begin } = open()
    await begin()
    expect(lengths(await embedder.embed(['a'], never))).toEqual([1])
  })
  it('lets go of a call that is not wanted any more, and of all when it closes', async () => {
    const { embedder, close } = open()
    const first = who(await embedder.embed(['a'], never))
    const unwanted = new AbortController()
    const reply = embedder.embed(['silence'], unwanted.signal)
    await new Promise(setImmediate) // it is asked
    unwanted.abort()
    expect(await reply).toMatchObject({ status: 'away' })
    await ended(first)
    const second = who(await embedder.embed(['a'], never))
    const stuck = embedder.embed(['silence'], never)
    await close()
    expect(await stuck).toMatchObject({ status: 'away' })
    await ended(second)
    expect(await embedder.embed(['a'], never)).toMatchObject({ status: 'away' })
  })
})

describe('an embedder that installs its packages', () => {
  let env: NodeJS.ProcessEnv
  let program: string
  beforeAll(() => {
    const root = join(folder, 'package')
    for (const own of [
      'package.json',
      'bin/onnx-embedder.js',
      'scripts/beside.js',
      'scripts/bundling.js',
      'scripts/install.js',
      'onnx-embedder/package-lock.json',
    ])
      cpSync(own, join(root, own))
    mkdirSync(join(root, 'path'))
    writeFileSync(join(root, 'path', 'npm'), '#!/bin/sh\necho $$ > "$HOME/npm"\nexec sleep 60\n', { mode: 0o755 })
    env = { ...process.env, HOME: root, PATH: `${join(root, 'path')}:${process.env.PATH}` }
    program = join(root, 'bin', 'onnx-embedder.js')
  })
  /** The npm that was begun. */
  const npm = async (): Promise<number> => {
    const noted = join(String(env.HOME), 'npm')
    while (!existsSync(noted) || readFileSync(noted, 'utf8') === '') await new Promise((done) => setTimeout(done, 5))
    const pid = Number(readFileSync(noted, 'utf8'))
    rmSync(noted)
    return pid
  }
  it('leaves no npm behind when it is closed', async () => {
    const { begin, close } = createOnnxEmbedder(model, { beginMs: 20_000, callMs: 10_000 }, program, env)
    const begun = expect(begin()).rejects.toThrow('onnx:m was stopped')
    const pid = await npm()
    await close()
    expect(isAlive(pid)).toBe(false)
    await begun
  })
  it('nor when who started it is gone', async () => {
    const child = fork(program, { env, execArgv: [], stdio: ['ignore', 'ignore', 2, 'ipc'] })
    const pid = await npm()
    child.disconnect()
    await ended(pid)
    await ended(Number(child.pid))
  })
})
