import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../bench/server.ts'
import { writeTinyModel } from '../../../model-runner/fixture.ts'

const bin = resolve('bin/aicwd.js')
const folder = temporaryFolder()
const model = join(folder.path, 'tiny.gguf')
beforeAll(() => writeTinyModel(model))
afterAll(() => folder.remove())

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

const run = (args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((done) => {
    execFile(process.execPath, [bin, ...args, '--data-dir', folder.path], { timeout: 60_000 }, (error, out, err) =>
      done({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })

const start = (args: string[], env: Record<string, string> = {}) => {
  const child = spawn(process.execPath, [bin, ...args, '--data-dir', folder.path], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return { child, ended: new Promise<number | null>((done) => child.once('exit', done)) }
}
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 1_200; tries += 1) {
    if (await holds().catch(() => false)) return
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error('it did not come to that')
}
const isUp = (port: number) => async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok
const isDown = (port: number) => async () =>
  fetch(`http://127.0.0.1:${port}/health`).then(
    () => false,
    () => true,
  )
/** The model runner among the children of a process (Linux). */
const childOf = ({ pid }: ChildProcess): number => {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)
  const found = children.find((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('runner.js'))
  if (found === undefined) throw new Error('there is no runner')
  return found
}

describe('aicwd runner', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('serves a model, and %s ends it with 0', async (signal) => {
    const port = await freePort()
    const { child, ended } = start(['runner', '--model', model, '--port', String(port)])
    await until(isUp(port))
    const answer = await fetch(`http://127.0.0.1:${port}/generate`, { method: 'POST', body: '{"prompt":"hi","maxTokens":3}' })
    expect(((await answer.json()) as { tokens: { completion: number } }).tokens.completion).toBe(3)
    child.kill(signal)
    expect(await ended).toBe(0)
    expect(await isDown(port)()).toBe(true)
  })
  it('goes with its parent, however that ends', async () => {
    const port = await freePort()
    const { child, ended } = start(['runner', '--model', model, '--port', String(port)])
    await until(isUp(port))
    child.kill('SIGKILL')
    await ended
    await until(isDown(port))
  })
  it.each([
    [['runner', '--model', 'nowhere.gguf'], 'there is no file nowhere.gguf'],
    [['runner', '--model', 'no-such-model'], 'smollm2-135m-instruct'],
    [['runner', '--model', 'README.md'], 'README.md is no GGUF file'],
    [['runner', '--model', 'https://127.0.0.1:9/model.gguf'], 'a file that is here is named with --model file.gguf'],
    [['runner', '--port', 'many'], '--port'],
    [['runner', '--colour'], '--colour'],
    [['up', '--model', 'x'], '--runner'],
    [['models', 'pull'], 'name or address'],
    [['models', 'pull', '../../etc/passwd'], 'no model'],
    [['models', 'pull', 'https://127.0.0.1:9/model.gguf'], '127.0.0.1:9'],
  ])('ends with 2 and one line that says why: %j', async (args, words) => {
    const { code, err } = await run(args)
    expect(code).toBe(2)
    expect(err).toContain(words)
    expect(
      err
        .trim()
        .split('\n')
        .filter((line) => !line.startsWith('pulling')),
    ).toHaveLength(1)
  })
  it('refuses an address that others reach, without a key', async () => {
    const { code, err } = await run(['runner', '--model', model, '--host', '0.0.0.0', '--port', '0'])
    expect(code).toBe(2)
    expect(err).toContain('RUNNER_API_KEY')
  })
})

describe('aicwd models list', () => {
  it('says what can be pulled, with size and licence', async () => {
    const { code, out } = await run(['models', 'list'])
    expect(code).toBe(0)
    expect(out).toMatch(/smollm2-135m-instruct +98 MB +Apache-2\.0/)
    const json = JSON.parse((await run(['models', 'list', '--json'])).out) as {
      catalogue: { name: string; pulled: boolean }[]
      folder: string
    }
    expect(json.catalogue.every(({ pulled }) => !pulled)).toBe(true)
    expect(json.folder).toBe(join(folder.path, 'models'))
  })
})

describe('aicwd models pull', () => {
  it('brings a file from an address, once; the runner then finds it by its name', async () => {
    const port = await freePort()
    const server = createHttpServer((_, response) => response.end(readFileSync(model))).listen(port, '127.0.0.1')
    const url = `http://127.0.0.1:${port}/hub/pulled.gguf?download=true`
    const first = await run(['models', 'pull', url])
    expect([first.code, first.out]).toEqual([
      0,
      expect.stringMatching(/models\/pulled\.gguf, 1 MB\nSHA-256 [0-9a-f]{64}, which nobody confirms/),
    ])
    expect(await run(['models', 'pull', url])).toMatchObject({ code: 0, out: 'pulled.gguf is here already\n' })
    expect((await run(['models', 'list'])).out).toMatch(/pulled\.gguf +1 MB {2}here/)
    server.close()
    const runnerPort = await freePort()
    const { child, ended } = start(['runner', '--model', 'pulled', '--port', String(runnerPort)])
    await until(isUp(runnerPort))
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })
})

describe('aicwd up --runner', () => {
  it('starts both, starts the runner again when it dies, and ends both', async () => {
    const [port, runnerPort] = [await freePort(), await freePort()]
    const { child, ended } = start(['up', '--port', String(port), '--runner', '--model', model], {
      DOCKER_MODEL_ENDPOINT: `http://127.0.0.1:${runnerPort}`,
    })
    await until(isUp(runnerPort))
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).ok).toBe(true)
    process.kill(childOf(child), 'SIGKILL')
    await until(isDown(runnerPort))
    await until(isUp(runnerPort))
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect([await isDown(runnerPort)(), await isDown(port)()]).toEqual([true, true])
  })
  it('does not start one for an endpoint on another machine', async () => {
    const { child, ended } = start(['up', '--port', '0', '--runner', '--model', model], {
      DOCKER_MODEL_ENDPOINT: 'http://runner.example:8000',
    })
    expect(await ended).toBe(2)
    child.unref()
  })
})
