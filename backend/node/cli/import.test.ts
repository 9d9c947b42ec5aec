import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../../../test/app.ts'
import type { Connection } from '../connect.ts'
import { importAll, pageOf } from './import.ts'

const folder = mkdtempSync(join(tmpdir(), 'aicwd-import-'))
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const log = (prompt: string, more = {}) => JSON.stringify({ model: 'gpt-4o-mini', prompt, response: `About ${prompt}.`, ...more })

let app: TestApp
let connection: Connection
beforeAll(async () => {
  app = await openTestApp({ realClock: true })
  connection = { fetch: async (path, init) => app.request(path, init), where: 'here', pageUrl: null, close: async () => {} }
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

const run = (files: string[], format = 'auto') => importAll(connection, files, format, true)
const countOf = async () => {
  const response = await app.request('/api/metrics')
  return ((await response.json()) as { rows: { count: number }[] }).rows[0]?.count ?? 0
}

describe('an import', () => {
  it('stores what is good, tells what is not by file and line, and adds nothing when done again', async () => {
    const lines = [
      log('first', { timestamp: '2026-11-01T10:00:00Z' }),
      'oops',
      log('second', { timestamp: '2026-11-03T10:00:00Z' }),
      log('third', { usage: { promptTokens: -1 }, timestamp: '2026-01-01T00:00:00Z' }),
    ]
    const path = file('own.jsonl', lines.join('\n'))
    const first = await run([path])
    expect(first).toMatchObject({ accepted: 2, duplicates: 0, rejected: 2 })
    expect(first.problems.sort()).toEqual(['own.jsonl:2 is not JSON', 'own.jsonl:4 usage.promptTokens is negative'])
    expect([first.from, first.to]).toEqual([Date.parse('2026-11-01T10:00:00Z'), Date.parse('2026-11-03T10:00:00Z')])
    expect(await run([path])).toMatchObject({ accepted: 0, duplicates: 2, rejected: 2 })
    expect(await countOf()).toBe(2)
  })
  it('sends a large file in batches, in bounded memory', async () => {
    const before = await countOf()
    const path = file('many.jsonl', Array.from({ length: 2500 }, (_, at) => log(`number ${at}`)).join('\n'))
    const began = Date.now()
    const result = await run([path])
    expect(result).toMatchObject({ accepted: 2500, rejected: 0 })
    expect(result.from).toBeGreaterThanOrEqual(began)
    expect(await countOf()).toBe(before + 2500)
  })
  it('lets no tail of a file overtake what stands before it', async () => {
    const path = file('ordered.jsonl', Array.from({ length: 2500 }, (_, at) => log(`place ${at}`)).join('\n'))
    const stored: string[] = []
    const slowest: Connection = {
      fetch: async (_path, init) => {
        const logs = JSON.parse(gunzipSync(init?.body as Uint8Array).toString()) as { prompt: string }[]
        await new Promise((done) => setTimeout(done, logs.length === 1000 ? 300 : 0))
        stored.push(logs[0]?.prompt ?? '')
        return Response.json({ accepted: logs.length, duplicates: 0, rejected: [] }, { status: 202 })
      },
      where: 'here',
      pageUrl: null,
      close: async () => {},
    }
    await importAll(slowest, [path], 'auto', true)
    expect(stored).toEqual(['place 0', 'place 1000', 'place 2000'])
  })
  it('with a batch that fails ends with its error, reads no further and waits for what is under way', async () => {
    const path = file('fails.jsonl', Array.from({ length: 10_000 }, (_, at) => log(`fails ${at}`)).join('\n'))
    let calls = 0
    let open = 0
    const answer = async (): Promise<Response> => {
      const call = ++calls
      open += 1
      await new Promise((done) => setTimeout(done, 20))
      open -= 1
      if (call === 3) return Response.json({ error: { message: 'it broke' } }, { status: 500 })
      return Response.json({ accepted: 1000, duplicates: 0, rejected: [] }, { status: 202 })
    }
    const failing: Connection = { fetch: answer, where: 'here', pageUrl: null, close: async () => {} }
    await expect(importAll(failing, [path], 'auto', true)).rejects.toThrow(/^it broke; [23]000 logs were stored before/)
    expect(open).toBe(0)
    expect(calls).toBeLessThan(6)
  })
  it('with the last batch failing fails as well', async () => {
    const failing: Connection = {
      fetch: async () => Response.json({ error: { message: 'it broke' } }, { status: 500 }),
      where: 'here',
      pageUrl: null,
      close: async () => {},
    }
    await expect(importAll(failing, [file('last.jsonl', log('last'))], 'auto', true)).rejects.toThrow('it broke')
  })
  it('reads several formats in one go', async () => {
    const csv = file('a.csv', 'model,prompt,response,latencyMs\nm,"one, two",r,12\nm,three,r,many\n')
    const alpaca = file('b.jsonl', JSON.stringify({ dataset: 'd', generator: 'g', instruction: 'i', output: 'o' }))
    expect(await run([csv, alpaca])).toMatchObject({
      accepted: 2,
      rejected: 1,
      problems: ['a.csv:3 latencyMs is not a number'],
    })
  })
  it('takes its own export back, in each format, without adding any', async () => {
    const before = await countOf()
    for (const format of ['json', 'ndjson', 'csv']) {
      const text = await (await app.request(`/api/export?format=${format}`)).text()
      expect(await run([file(`export.${format}`, text)])).toMatchObject({ accepted: 0, duplicates: before, rejected: 0 })
    }
  })
  it.each([
    [['missing.jsonl'], 'auto', 'there is no file'],
    [['.'], 'auto', 'is a folder: name its files'],
    [['diary.txt'], 'auto', 'looks like none of'],
    [['diary.txt'], 'langfuse', 'there is no format "langfuse"'],
  ])('refuses %j as %s before anything is sent', async (names, format, words) => {
    file('diary.txt', 'Dear diary,\ntoday\n')
    const good = file('good.jsonl', log('good'))
    const before = await countOf()
    await expect(run([good, ...names.map((name) => join(folder, name))], format)).rejects.toThrow(words)
    expect(await countOf()).toBe(before)
  })
})

describe('the page of an import', () => {
  it('opens on its range', () => {
    expect(pageOf('http://x', { from: Date.parse('2026-11-01T10:00:00Z'), to: Date.parse('2026-11-02T10:00:00Z') })).toBe(
      'http://x/#/?from=2026-11-01T09:59:00.000Z&to=2026-11-02T10:01:00.000Z',
    )
    expect(pageOf('http://x', { from: null, to: null })).toBe('http://x/#/')
  })
})
