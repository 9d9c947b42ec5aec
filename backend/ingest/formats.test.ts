import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FileRecord } from './format.ts'
import { formats } from './index.ts'
import { linesOf } from './lines.ts'
import { readLog } from './native.ts'

/** A file in chunks of any size: borders must not matter. */
async function* chunksOf(text: string, size: number): AsyncIterable<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}

const gather = async (records: AsyncIterable<FileRecord>): Promise<FileRecord[]> => {
  const all: FileRecord[] = []
  for await (const record of records) all.push(record)
  return all
}
const read = (id: string, text: string, size = 7) => gather(formats.get(id)?.read(chunksOf(text, size)) ?? (chunksOf('', 1) as never))
const found = (beginning: string) => formats.all.find((format) => format.detect(beginning))?.id
const valuesOf = (records: readonly FileRecord[]) =>
  records.map((record) => ('value' in record ? (record.value as Record<string, unknown>) : null))
const linesIn = (records: readonly FileRecord[]) => records.map((record) => ('problem' in record ? -record.line : record.line))
const logOf = (record: FileRecord | undefined) => {
  const item = readLog(record && 'value' in record ? record.value : null, { receivedAt: 1.9e12, newId: () => 'new' })
  if (!item.ok) throw new Error(JSON.stringify(item.issues))
  return item.log
}

const log = { model: 'm', prompt: 'p, "q"', response: 'r' }
const line = JSON.stringify(log)
const answer = { dataset: 'koala', generator: 'claude-2.1', instruction: 'Why?', output: 'Because.' }
const completion = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_763_000_000,
  model: 'gpt-4o-mini-2024-07-18',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.', reasoning_content: 'Greet.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 },
}
const request = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hi' }] }

describe('a file is recognised', () => {
  it.each([
    ['aicwd', line],
    ['aicwd', `[\n ${line}, {"model":`],
    ['aicwd', JSON.stringify({ log, measurement: {} })],
    ['alpaca-eval', `${JSON.stringify(answer)}\n{"dataset`],
    ['openai', JSON.stringify({ request, response: completion })],
    ['openai', JSON.stringify({ id: 'batch_req_1', custom_id: 'a', response: { status_code: 200, body: completion }, error: null })],
    ['openai', JSON.stringify({ messages: [...request.messages, { role: 'assistant', content: 'Hello.' }] })],
    ['csv', 'model,prompt,response\n'],
    [undefined, 'Dear diary,\n'],
    [undefined, '{"a":1}\n'],
    [undefined, ''],
  ])('as %s: %s', (id, beginning) => expect(found(beginning)).toBe(id))
})

describe('JSON lines', () => {
  it('are read with their line, bad ones told and passed over, wherever chunks end', async () => {
    const text = `\uFEFF${line}\r\n\n{"model": oops}\n${line}\n   \n"a text"`
    for (const size of [1, 2, 13, 1000]) expect(linesIn(await read('aicwd', text, size))).toEqual([1, -3, 4, 6])
  })
  it('longer than the limit are passed over, in linear time', async () => {
    const text = `a\n${'x'.repeat(5000)}\nb`
    const all: (string | null)[] = []
    for await (const { text: found } of linesOf(chunksOf(text, 64), 100)) all.push(found)
    expect(all).toEqual(['a', null, 'b'])
  })
})

describe('a JSON array', () => {
  const text = `[\n  ${line},\n  {\n    "model": "a ] } , \\" b",\n    "tags": [[1, 2], {"x": "]"}]\n  },\n  {"broken": ,\n  7\n]\n`
  it('is read element by element with the line each begins on, wherever chunks end', async () => {
    const broken = `[${line}\n,{"model": "a ] } , \\" b"}, {"x": nope} ,\n 7]`
    for (const size of [1, 2, 3, 50, 1000]) {
      const records = await read('aicwd', broken, size)
      expect(linesIn(records)).toEqual([1, 2, -2, 3])
      expect(valuesOf(records)[1]).toMatchObject({ model: 'a ] } , " b' })
    }
    expect(linesIn(await read('aicwd', text)).slice(0, 2)).toEqual([2, 3])
  })
  it('that breaks off or goes on after its end is told', async () => {
    expect(linesIn(await read('aicwd', `[${line},\n{"model": "m", "pro`))).toEqual([1, -2])
    expect(linesIn(await read('aicwd', `[${line}`))).toHaveLength(1)
    expect(linesIn(await read('aicwd', `[${line}]\n\n[${line}]x`))).toEqual([1, 3, -3])
  })
  it('may be empty', async () => expect(await read('aicwd', ' [ ]\n')).toEqual([]))
})

describe('aicwd', () => {
  it('takes the log out of an export and keeps its id', async () => {
    const [record] = await read('aicwd', JSON.stringify({ log: { ...log, id: 'x' }, measurement: {} }))
    expect(record).toEqual({ line: 1, value: { ...log, id: 'x' } })
  })
  it('gives the same log the same id each time, and another to the same again', async () => {
    const text = `${line}\n${line}\n${JSON.stringify({ ...log, prompt: 'other' })}`
    const ids = valuesOf(await read('aicwd', text)).map((value) => value?.id)
    expect(new Set(ids).size).toBe(3)
    expect(valuesOf(await read('aicwd', text, 1000)).map((value) => value?.id)).toEqual(ids)
  })
})

describe('csv', () => {
  const header =
    'id,timestamp,model,status,prompt,messages,response,usage.promptTokens,usage.completionTokens,tokens.input,tags,latencyMs,error.type'
  it('reads cells as the fields of a log, rows over several lines too', async () => {
    const text = `${header}\r\na,2026-11-22T10:00:00Z,m,ok,"two\nlines, ""quoted""",,'=1+1,12,40,12,"{""a"":""b""}",81.5,\r\n`
    for (const size of [1, 5, 1000]) {
      const [record] = await read('csv', text, size)
      expect(record).toMatchObject({ line: 2 })
      expect(logOf(record)).toMatchObject({
        id: 'a',
        timestamp: Date.parse('2026-11-22T10:00:00Z'),
        prompt: 'two\nlines, "quoted"',
        response: '=1+1',
        usage: { promptTokens: 12, completionTokens: 40 },
        tags: { a: 'b' },
        latencyMs: 82,
      })
    }
  })
  it('takes an empty answer for one, and for none where the call failed', async () => {
    const records = await read('csv', `${header}\na,,m,ok,p,,,,,,,,\nb,,m,error,p,,,,,,,,timeout\n`)
    expect(logOf(records[0])).toMatchObject({ response: '', status: 'ok', usage: null })
    expect(logOf(records[1])).toMatchObject({ response: null, status: 'error', error: { type: 'timeout' } })
  })
  it('tells a row that is none by its line and goes on', async () => {
    const records = await read('csv', 'model,prompt,response\nm,"p\nq",r\nm,p\nm,p,r\nm,"never closed,r\n')
    expect(linesIn(records).filter((at) => at > 0)).toEqual([2, 5])
    expect(linesIn(records).filter((at) => at < 0)).toEqual([-4, -6])
  })
  it('names a cell that is no number by its path', async () => {
    const [record] = await read('csv', 'model,prompt,response,usage.promptTokens\nm,p,r,many\n')
    expect(() => logOf(record)).toThrow('usage.promptTokens')
  })
})

describe('openai', () => {
  it('joins request and completion', async () => {
    const [record] = await read('openai', JSON.stringify({ request, response: completion }))
    expect(logOf(record)).toMatchObject({
      id: 'chatcmpl-1',
      timestamp: 1_763_000_000_000,
      model: 'gpt-4o-mini-2024-07-18',
      messages: request.messages,
      response: 'Hello.',
      reasoning: 'Greet.',
      finishReason: 'stop',
      usage: { promptTokens: 9, completionTokens: 4, accounting: 'inclusive' },
    })
  })
  it('reads the output of a batch, failed lines too', async () => {
    const good = { id: 'b1', custom_id: 'one', response: { status_code: 200, body: completion }, error: null }
    const bad = { id: 'b2', custom_id: 'two', response: { status_code: 429, body: { error: { type: 'rate_limit', message: 'slow' } } } }
    const [first, second] = await read('openai', `${JSON.stringify(good)}\n${JSON.stringify(bad)}`)
    expect(logOf(first)).toMatchObject({ response: 'Hello.', tags: { custom_id: 'one' }, provider: 'openai' })
    expect(logOf(second)).toMatchObject({ status: 'error', response: null, error: { type: 'rate_limit', message: 'slow' } })
  })
  it('reads conversations; the model is unknown, not made up', async () => {
    const text = JSON.stringify({ messages: [...request.messages, { role: 'assistant', content: 'Hello.' }] })
    expect(logOf((await read('openai', text))[0])).toMatchObject({ model: 'unknown', messages: request.messages, response: 'Hello.' })
    expect(linesIn(await read('openai', '{"messages":[]}\n{"x":1}'))).toEqual([-1, -2])
  })
})

describe('alpaca-eval', () => {
  it('is a log of the generator on the route of its dataset', async () => {
    const [first, again] = await read('alpaca-eval', `${JSON.stringify(answer)}\n${JSON.stringify(answer)}\n`)
    expect(logOf(first)).toMatchObject({ model: 'claude-2.1', route: 'koala', prompt: 'Why?', response: 'Because.' })
    expect(logOf(again).id).toBe(`${logOf(first).id}-1`)
  })
  it('tells what is missing', async () => {
    expect(await read('alpaca-eval', '{"generator":"g","instruction":"i"}\n[1]')).toEqual([
      { line: 1, problem: 'output is missing or no text' },
      { line: 2, problem: expect.any(String) },
    ])
  })

  const folder = resolve('../shared/data/alpaca_eval')
  it.skipIf(!existsSync(folder))(
    'reads the 6,440 real answers, each with an id of its own (skipped where ../shared/data is absent)',
    async () => {
      const ids = new Set<string>()
      for (const name of readdirSync(folder).filter((file) => file.endsWith('.jsonl'))) {
        const records = await gather(
          formats.get('alpaca-eval')?.read(createReadStream(join(folder, name), 'utf8')) ?? (chunksOf('', 1) as never),
        )
        for (const record of records) ids.add(logOf(record).id)
      }
      expect(ids.size).toBe(6440)
    },
  )
})
