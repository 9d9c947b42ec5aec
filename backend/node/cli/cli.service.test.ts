import { execFile, spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Started, startServer, temporaryFolder } from '../../../bench/server.ts'
import { sendJson, startChatServer } from '../../../test/chatServer.ts'

const bin = resolve('bin/aicwd.js')
const folder = temporaryFolder()
const data = join(folder.path, 'data')
let server: Started

interface Ended {
  code: number
  out: string
  err: string
}

const runIn = (dataDir: string, args: string[], env: Record<string, string> = {}): Promise<Ended> =>
  new Promise((done) => {
    const { DATABASE_URL: _, ...rest } = process.env
    const all = [bin, ...args, '--data-dir', dataDir]
    execFile(process.execPath, all, { env: { ...rest, GROQ_API_KEY: '', ...env }, timeout: 120_000, maxBuffer: 1e8 }, (error, out, err) =>
      done({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
const run = (args: string[], env?: Record<string, string>) => runIn(data, args, env)
const oneLine = ({ err }: Ended): string[] => err.trim().split('\n')

const file = (name: string, lines: readonly unknown[]): string => {
  const path = join(folder.path, name)
  writeFileSync(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'))
  return path
}
const logs = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    id: `cli-${at}`,
    model: 'gpt-4o-mini',
    route: at % 2 === 0 ? 'even' : 'odd',
    prompt: `What is ${at} times two?`,
    response: `Twice ${at} is the whole number ${at * 2}. Twice ${at} is the whole number ${at * 2}.`,
    latencyMs: 100 + at,
  }))

beforeAll(async () => {
  server = await startServer(data)
})
afterAll(async () => {
  await server.stop()
  folder.remove()
})

describe('the commands, with a server', () => {
  it('import, and name what was rejected by file and line with code 1', async () => {
    const ended = await run(['import', file('some.jsonl', [...logs(60), '{"model":', { model: 'm', prompt: 'p' }])])
    expect(ended.code).toBe(1)
    expect(ended.out).toContain('60 stored, 0 there already, 2 rejected')
    expect(ended.out).toContain(`${server.url}/#/?from=`)
    expect(ended.err).toContain('rejected some.jsonl:61 is not JSON')
    expect(ended.err).toContain('rejected some.jsonl:62 response is required')
  })
  it('report what the API says, in every format', async () => {
    const api = (await (await fetch(`${server.url}/api/metrics`)).json()) as { rows: [{ cognitiveWaste: number; count: number }] }
    const json = JSON.parse((await run(['report', '--json'])).out) as {
      metrics: { cognitiveWaste: number; count: number }
      topWaste: { key: string }[]
    }
    expect(json.metrics).toMatchObject({ count: 60, cognitiveWaste: api.rows[0].cognitiveWaste })
    expect(json.topWaste.map(({ key }) => key).sort()).toEqual(['even', 'odd'])
    for (const format of ['text', 'md', 'html']) expect((await run(['report', '--format', format])).out).toContain('even')
  })
  it('check limits: 0 within, 1 beyond or without data, with what is too much', async () => {
    const fine = await run(['check', '--max-waste', '50', '--max-error-rate', '0', '--max-p95', '1000'])
    expect(fine).toMatchObject({ code: 0 })
    const beyond = await run(['check', '--max-waste', '1.0', '--max-p95', '1000'])
    expect(beyond.code).toBe(1)
    expect(beyond.out).toMatch(/FAIL {2}cognitive waste +[\d.]+ > 1, [\d.]+ too much/)
    expect(beyond.out).toMatch(/ok {4}p95/)
    const unknown = await run(['check', '--max-drift', '0.3', '--json'])
    expect(unknown.code).toBe(1)
    expect(JSON.parse(unknown.out)).toMatchObject({ ok: false, gates: [{ value: null, ok: false }] })
  })
  it('doctor finds nothing wrong', async () => {
    const { code, out } = await run(['doctor', '--json'])
    const { ok, findings } = JSON.parse(out) as { ok: boolean; findings: { name: string; words: string }[] }
    expect({ ok, code }).toEqual({ ok: true, code: 0 })
    expect(findings.find(({ name }) => name === 'server')?.words).toContain(server.url)
  })
  it.each([
    [['import'], 'files'],
    [['import', 'nowhere.jsonl'], 'nowhere.jsonl'],
    [['import', 'package.json', '--format', 'tarot'], 'tarot'],
    [['report', '--since', 'yesterday'], 'yesterday'],
    [['report', '--format', 'pdf'], 'pdf'],
    [['check'], '--max-waste'],
    [['check', '--max-waste', 'much'], '--max-waste'],
    [['keys', 'create', '--name', 'x'], '--scopes'],
    [['keys', 'create', '--name', 'x', '--scopes', 'root'], 'scopes'],
    [['keys', 'revoke', 'nobody'], 'no key'],
    [['report', '--url', 'http://127.0.0.1:9'], 'does not answer'],
    [['reprot'], "unknown command 'reprot' (Did you mean report?)"],
    [['red-team', 'run', '--target', 'grok:llama', '--yes'], 'did you mean groq:llama?'],
  ])('end with 2 and one line that says why: %j', async (args, words) => {
    const ended = await run(args)
    expect(ended.code).toBe(2)
    expect(ended.err).toContain(words)
    expect(oneLine(ended)).toHaveLength(1)
  })
  it('red-team run says at once what its target lacks, and for whom, and leaves no run behind', async () => {
    const ended = await run(['red-team', 'run', '--yes'])
    expect([ended.code, oneLine(ended)]).toEqual([
      2,
      [`aicwd: nothing was started: Groq: set GROQ_API_KEY, for the server at ${server.url} (to try it without: --target practice)`],
    ])
    expect(await (await fetch(`${server.url}/api/red-team/runs`)).json()).toEqual({ runs: [] })
  })
  it('make, list and revoke keys; with the first one open mode ends', async () => {
    const first = await run(['keys', 'create', '--scopes', 'read', '--name', 'early'])
    expect([first.code, first.err]).toEqual([2, expect.stringContaining('admin')])
    const made = await run(['keys', 'create', '--scopes', 'admin', '--name', 'boss'])
    const admin = made.out.trim()
    expect(admin).toMatch(/^aicwd_\S+$/)
    expect(await run(['keys', 'list'])).toMatchObject({ code: 2, err: expect.stringContaining('AICWD_KEY') })
    const other = await run(['keys', 'create', '--scopes', 'ingest,read', '--name', 'app', '--expires', '90d', '--json'], {
      AICWD_KEY: admin,
    })
    const { id, key } = JSON.parse(other.out) as { id: string; key: string }
    expect((await run(['keys', 'list'], { AICWD_KEY: admin })).out).toMatch(new RegExp(`${id} +ingest,read .*app`))
    expect((await run(['report'], { AICWD_KEY: key })).code).toBe(0)
    expect(await run(['keys', 'list'], { AICWD_KEY: key })).toMatchObject({ code: 2, err: expect.stringContaining('admin') })
    expect((await run(['keys', 'revoke', id], { AICWD_KEY: admin })).code).toBe(0)
    expect((await run(['report'], { AICWD_KEY: key })).code).toBe(2)
  })
})

describe('the commands, without a server', () => {
  it('open the data folder themselves', async () => {
    const alone = join(folder.path, 'alone')
    const imported = await runIn(alone, ['import', file('alone.jsonl', logs(10)), '--json'])
    expect([imported.code, JSON.parse(imported.out)]).toEqual([0, expect.objectContaining({ accepted: 10, page: null })])
    expect(JSON.parse((await runIn(alone, ['report', '--json'])).out)).toMatchObject({ metrics: { count: 10 } })
    expect((await runIn(alone, ['doctor'])).code).toBe(0)
  })
  it.each([['report'], ['check', '--max-waste', '1'], ['keys', 'list'], ['keys', 'revoke', 'x'], ['import', 'nowhere.jsonl']])(
    'make no data folder to find nothing in it: %s',
    async (...args) => {
      const nowhere = join(folder.path, 'nowhere')
      const ended = await runIn(nowhere, args)
      expect(ended.code).toBe(2)
      expect(ended.err).toContain(args[0] === 'import' ? 'nowhere.jsonl' : `there is no data in ${nowhere}`)
      expect(oneLine(ended)).toHaveLength(1)
      expect(existsSync(nowhere)).toBe(false)
    },
  )
  it.each([
    [['red-team', 'run', '--yes'], 'set GROQ_API_KEY'],
    [['red-team', 'run', '--target', 'nope', '--yes'], '"nope" is no target'],
    [['red-team', 'run', '--strategies', 'nope', '--yes'], 'there is no strategy "nope"'],
    [['red-team', 'run', '--target', 'practice'], 'say --yes to start it'],
    [['keys', 'create', '--name', 'x', '--scopes', 'root'], 'scopes'],
    [['keys', 'create', '--name', 'x', '--scopes', 'read'], 'the first key must be an admin key'],
    [['up', '--host', '0.0.0.0', '--port', '0'], 'set AICWD_ADMIN_KEY'],
  ])('make no data folder for what cannot be: %j', async (args, words) => {
    const nowhere = join(folder.path, 'nowhere')
    const ended = await runIn(nowhere, args)
    expect([ended.code, oneLine(ended)]).toEqual([2, [expect.stringContaining(words)]])
    expect(existsSync(nowhere)).toBe(false)
  })
  it('red-team run says what went wrong when no call was answered', async () => {
    const broken = await startChatServer((_, response) => sendJson(response, 500, { error: { message: 'boom' } }))
    const args = ['red-team', 'run', '--target', 'openai:some', '--prompts', '1', '--strategies', 'persona', '--yes']
    const ended = await runIn(join(folder.path, 'broken'), args, { OPENAI_BASE_URL: `${broken.url}/v1`, OPENAI_API_KEY: 'sk-x' })
    expect(ended.out).toMatch(/nothing was scored; the first error: .*500.*boom/)
    await broken.close()
  })
  it('up makes no data folder to find its port in use', async () => {
    const ended = await runIn(join(folder.path, 'nowhere'), ['up', '--port', new URL(server.url).port])
    expect([ended.code, oneLine(ended)]).toEqual([2, [expect.stringContaining('is in use')]])
    expect(existsSync(join(folder.path, 'nowhere'))).toBe(false)
  })
  it('doctor says that there is no data, and makes none', async () => {
    const nowhere = join(folder.path, 'nowhere')
    const { code, out } = await runIn(nowhere, ['doctor'])
    expect([code, existsSync(nowhere)]).toEqual([1, false])
    expect(out).toMatch(/FAIL {2}database +there is no data in/)
  })
  it('import says that it makes one', async () => {
    const made = await runIn(join(folder.path, 'made'), ['import', file('made.jsonl', logs(2))])
    expect([made.code, oneLine(made)[0]]).toEqual([0, `made a new data folder: ${join(folder.path, 'made')}`])
  })
  it.each([
    ['up', '/proc/nope', '/proc'],
    ['up', resolve('package.json'), 'is a file, not a folder'],
    ['import', resolve('package.json'), 'is a file, not a folder'],
  ])('%s ends at once with a data folder that cannot be: %s', async (command, dataDir, words) => {
    const ended = await runIn(dataDir, command === 'up' ? ['up', '--port', '0'] : [command, file('unplaced.jsonl', logs(1))])
    expect([ended.code, oneLine(ended)]).toEqual([2, [expect.stringContaining(words)]])
  })
  it('up names an address that is not of this machine before it asks for a key', async () => {
    const ended = await runIn(join(folder.path, 'unheard'), ['up', '--host', '192.0.2.1'])
    expect([ended.code, oneLine(ended)]).toEqual([2, [expect.stringContaining('192.0.2.1 is no address of this machine')]])
    expect(existsSync(join(folder.path, 'unheard'))).toBe(false)
  })
  it('offer only the flags that mean something to them', async () => {
    expect((await run(['up', '--url', 'http://127.0.0.1:1'])).err).toContain('--url')
    expect((await run(['report', '--port', '1'])).err).toContain('--port')
  })
  it('say which version they are', async () => {
    const ended = await new Promise<string>((done) => {
      execFile(process.execPath, [bin, '--version'], (_, out) => done(out))
    })
    expect(ended).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
  it('say what is wrong with a data folder that is a file', async () => {
    const ended = await runIn(file('no-folder', ['x']), ['report'])
    expect(ended.code).toBe(2)
    expect(oneLine(ended)).toHaveLength(1)
  })
})

describe('npm run up', () => {
  it('begins with the address, and ends cleanly with npm', async () => {
    const dataDir = join(folder.path, 'npm')
    const { DATABASE_URL: _, ...env } = process.env
    const npm = spawn('npm', ['run', '--silent', 'up', '--', '--port', '0', '--data-dir', dataDir], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ended = new Promise<number | null>((done) => npm.once('exit', done))
    const url = await new Promise<string>((done, fail) => {
      let out = ''
      const add = (chunk: Buffer) => {
        out += chunk.toString()
        const found = /AICWD is at (\S+)/.exec(out)
        if (found?.[1] !== undefined) done(found[1])
        if (out.includes('{"level"')) fail(new Error(out))
      }
      npm.stdout.on('data', add)
      npm.stderr.on('data', add)
    })
    expect((await fetch(`${url}/healthz`)).ok).toBe(true)
    npm.kill('SIGTERM')
    expect(await ended).toBe(0)
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
    expect(existsSync(join(dataDir, 'aicwd.lock'))).toBe(false)
  })
})
