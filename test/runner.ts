import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { writeTinyModel } from '../model-runner/fixture.ts'

export interface StartedRunner {
  url: string
  child: ChildProcess
  /** All it has written so far. */
  said(): string
  /** SIGTERM; the code it ended with. */
  stop(): Promise<number | null>
}

interface Options {
  /** A GGUF file; the tiny one with random weights when absent: it writes letters without sense, for ever, in milliseconds. */
  model?: string
  /** Of the tiny model: its context in tokens, and whether it has a chat template. */
  tiny?: { contextSize?: number; chat?: boolean }
  /** RUNNER_ settings. */
  env?: Record<string, string>
  /** Whether to wait until the model is loaded. */
  loaded?: boolean
}

const bin = resolve('bin/runner.js')
const startMs = 120_000

/** The small chat model that `model-runner/requirements.txt` brings into .venv, or why it is not there. */
export const smallModel = (): { path: string } | { skipped: string } => {
  const skipped = 'no small chat model: npm run check installs model-runner/requirements.txt into .venv where Python can be had'
  try {
    const found = readdirSync(resolve('.venv/lib'), { recursive: true, encoding: 'utf8' }).find((file) => file.endsWith('.gguf'))
    return found === undefined ? { skipped } : { path: resolve('.venv/lib', found) }
  } catch {
    return { skipped }
  }
}

const statusOf = async (url: string): Promise<string> => {
  try {
    return ((await (await fetch(`${url}/health`)).json()) as { status: string }).status
  } catch {
    return 'silent' // while llama.cpp reads a file the runner may answer late
  }
}

const waitUntilLoaded = async (url: string): Promise<void> => {
  const until = Date.now() + startMs
  while (Date.now() < until) {
    const status = await statusOf(url)
    if (status === 'ok') return
    if (status === 'error') throw new Error('the model could not be loaded')
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error('the model was not loaded in time')
}

/** Starts a model runner of its own on a free port. Its packages are installed and built when needed, which takes half a minute the first time. */
export const startRunner = async ({ model, tiny, env = {}, loaded = true }: Options = {}): Promise<StartedRunner> => {
  const folder = mkdtempSync(join(tmpdir(), 'aicwd-runner-'))
  const path = model ?? join(folder, 'tiny.gguf')
  if (model === undefined) writeTinyModel(path, tiny)
  const child = spawn(process.execPath, [bin], {
    env: { ...process.env, RUNNER_PORT: '0', RUNNER_MODEL: path, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const ended = new Promise<number | null>((done) => child.once('exit', done))
  const url = await new Promise<string>((done, fail) => {
    const add = (chunk: Buffer) => {
      said += chunk.toString()
      const found = /is at (http:\S+?),/.exec(said)?.[1]
      if (found !== undefined) done(found)
    }
    child.stdout.on('data', add)
    child.stderr.on('data', add)
    child.once('exit', (code) => fail(new Error(`the runner ended with ${code}: ${said}`)))
  })
  if (loaded)
    await waitUntilLoaded(url).catch((error: unknown) => {
      child.kill('SIGKILL') // nobody else would
      throw error
    })
  return {
    url,
    child,
    said: () => said,
    stop: async () => {
      child.kill('SIGTERM')
      const code = await ended
      rmSync(folder, { recursive: true, force: true })
      return code
    },
  }
}
