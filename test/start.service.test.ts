import { execFile, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startServer, temporaryFolder } from '../bench/server.ts'

const bin = resolve('bin/aicwd.js')

/** A command to its end: code and what it said. */
const aicwd = (args: string[], env: Record<string, string> = {}): Promise<{ code: number; out: string; err: string }> =>
  new Promise((done) => {
    execFile(process.execPath, [bin, ...args], { env: { ...process.env, ...env }, timeout: 60_000 }, (error, out, err) =>
      done({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })

describe('aicwd up', () => {
  it('refuses another address than this machine without an admin key, naming the variable', async () => {
    const folder = temporaryFolder()
    const { code, err } = await aicwd(['up', '--host', '0.0.0.0', '--port', '0', '--data-dir', folder.path], { AICWD_ADMIN_KEY: '' })
    expect(code).toBe(2)
    expect(err).toContain('AICWD_ADMIN_KEY')
    expect(err.trim().split('\n')).toHaveLength(1)
    folder.remove()
  })
  it.each([
    [['up', '--port', 'many'], {}, '--port'],
    [['up', '--colour'], {}, '--colour'],
    [['up'], { AICWD_PROT: '1' }, 'AICWD_PROT'],
    [['dance'], {}, 'dance'],
  ])('ends with 2 and one clear line: %j', async (args, env, named) => {
    const { code, err } = await aicwd(args, env as Record<string, string>)
    expect(code).toBe(2)
    expect(err).toContain(named)
    expect(err.trim().split('\n')).toHaveLength(1)
  })
  it('prints the address and a first curl that works, and SIGTERM ends it with 0', async () => {
    const folder = temporaryFolder()
    const child = spawn(process.execPath, [bin, 'up', '--port', '0', '--data-dir', folder.path], { stdio: ['ignore', 'pipe', 'inherit'] })
    let printed = ''
    await new Promise<void>((done) => {
      child.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString()
        if (/curl[\s\S]*\}'/.test(printed)) done()
      })
    })
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? ''
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    const curl = printed.slice(printed.indexOf('curl'))
    const sent = await new Promise<string>((done) => {
      execFile('sh', ['-c', `${curl.trim()} -s -o /dev/null -w '%{http_code}'`], (_, out) => done(out))
    })
    expect(sent).toBe('202')
    const ended = new Promise((done) => child.once('exit', done))
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    folder.remove()
  }, 60_000)
  it("takes the user's own prices from its file into every measurement, and counts the rest as unpriced", async () => {
    const folder = temporaryFolder()
    const config = resolve(folder.path, 'own.yaml')
    writeFileSync(config, 'prices:\n  house-model: { input: 2, output: 4 }\n')
    const { url, stop } = await startServer(folder.path, undefined, undefined, ['--config', config])
    const usage = { promptTokens: 1000, completionTokens: 500 }
    const logs = ['house-model', 'unknown-model'].map((model) => ({ id: model, model, prompt: 'Say hi.', response: 'Hi there.', usage }))
    await fetch(`${url}/api/metrics/ingest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(logs),
    })
    const costOf = async (id: string) =>
      ((await (await fetch(`${url}/api/logs/${id}`)).json()) as { measurement: { costUsd: number | null } }).measurement.costUsd
    expect(await costOf('house-model')).toBe(0.004)
    expect(await costOf('unknown-model')).toBeNull()
    const report = await aicwd(['report', '--url', url])
    expect(report.out).toMatch(/1 calls? unpriced/)
    const gate = await aicwd(['check', '--max-waste', '9', '--json', '--url', url])
    expect(JSON.parse(gate.out)).toMatchObject({ ok: true, unpriced: 1 })
    await stop()
    folder.remove()
  }, 60_000)
  it('does not share its data folder: the second says who holds it and ends with 2', async () => {
    const folder = temporaryFolder()
    const first = await startServer(folder.path)
    const { code, err } = await aicwd(['up', '--port', '0', '--data-dir', folder.path])
    expect(code).toBe(2)
    expect(err).toContain(String(first.child.pid))
    await first.stop()
    folder.remove()
  }, 60_000)
})
