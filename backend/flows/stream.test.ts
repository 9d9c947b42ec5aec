import { createParser } from 'eventsource-parser'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openTestApp, type TestApp } from '../../test/app.ts'
import { createCampaignStore } from '../store/postgres/campaignStore.ts'
import { createLogStore } from '../store/postgres/logStore.ts'
import { createStream } from './stream.ts'

interface Event {
  event?: string
  id?: string
  data: string
}

let app: TestApp
beforeEach(async () => {
  app = await openTestApp({ realClock: true })
})
afterEach(() => app.close())

const send = (count: number, more: object = {}) =>
  app.request('/api/metrics/ingest', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(Array.from({ length: count }, (_, at) => ({ model: 'm', prompt: `p${at}`, response: `r${at}`, ...more }))),
  })

/** Reads events until `enough` says so. */
const read = async (path: string, headers: Record<string, string>, enough: (events: Event[]) => boolean): Promise<Event[]> => {
  const response = await app.request(path, { headers })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const events: Event[] = []
  const parser = createParser({ onEvent: (event) => events.push(event) })
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  while (!enough(events)) {
    const next = await reader?.read()
    if (next === undefined || next.done) break
    parser.feed(decoder.decode(next.value, { stream: true }))
  }
  await reader?.cancel()
  return events
}

const logs = (events: Event[]) => events.filter(({ event }) => event === 'log')

describe('GET /api/metrics/stream', () => {
  it('sends the metrics at once, with null where there is no data', async () => {
    const [first] = await read('/api/metrics/stream', {}, (events) => events.length > 0)
    expect(first?.event).toBe('metrics')
    expect(JSON.parse(first?.data ?? '')).toMatchObject({
      window: '5m',
      count: 0,
      logsPerSecond: 0,
      errorRate: null,
      cognitiveWaste: null,
      semanticDrift: null,
      wastedByKind: { repetition: 0, restatement: 0, filler: 0, overthinking: 0 },
      dataAgeSeconds: null,
    })
  })
  it('sends a log as it arrives, scored, within two seconds', async () => {
    const reading = read('/api/metrics/stream', {}, (events) => logs(events).length > 0)
    const began = Date.now()
    setTimeout(
      () => void send(1, { response: 'The sky is blue today and it will stay blue. The sky is blue today and it will stay blue.' }),
      100,
    )
    const [log] = logs(await reading)
    expect(Date.now() - began).toBeLessThan(2000)
    const head = JSON.parse(log?.data ?? '')
    expect(head).toMatchObject({ model: 'm', preview: 'p0', source: 'production' })
    expect(head.cognitiveWaste).toBeGreaterThan(1.5)
    expect(head.wastePreview.spans[0].kind).toBe('repetition')
    expect(log?.id).toBeTruthy()
  })
  it('resumes after the last id with nothing missing and nothing twice', async () => {
    const reading = read('/api/metrics/stream', {}, (events) => logs(events).length >= 3)
    setTimeout(() => void send(3), 100)
    const seen = logs(await reading)
    await send(600)
    const last = seen[1]?.id ?? ''
    const resumed = logs(
      await read('/api/metrics/stream', { 'last-event-id': last }, (events) => events.some(({ event }) => event === 'metrics')),
    )
    expect(resumed).toHaveLength(601)
    expect(new Set(resumed.map(({ id }) => id)).size).toBe(601)
    expect(resumed[0]?.id).toBe(seen[2]?.id)
  })
  it('says reset when too much was missed or the id means nothing', async () => {
    const reading = read('/api/metrics/stream', {}, (events) => logs(events).length >= 1)
    setTimeout(() => void send(1), 100)
    const first = logs(await reading)[0]?.id ?? ''
    await send(1100)
    for (const id of [first, 'nonsense']) {
      const events = await read('/api/metrics/stream', { 'last-event-id': id }, (list) => list.some(({ event }) => event === 'metrics'))
      expect(events[0]?.event).toBe('reset')
      expect(JSON.parse(events[0]?.data ?? '').reason).toEqual(expect.any(String))
      expect(logs(events)).toEqual([])
    }
  })
  it('filters, leaves tests out by default, and samples a flood', async () => {
    const reading = read('/api/metrics/stream?model=wanted', {}, (events) => logs(events).length >= 2)
    setTimeout(async () => {
      await send(5, { model: 'other' })
      await send(1, { model: 'wanted', source: 'test' })
      await send(2, { model: 'wanted' })
    }, 100)
    const events = logs(await reading)
    expect(events.map(({ data }) => JSON.parse(data)).every(({ model, source }) => model === 'wanted' && source === 'production')).toBe(
      true,
    )
    const flood = read('/api/metrics/stream', {}, (list) => list.filter(({ event }) => event === 'metrics').length >= 2)
    setTimeout(() => void send(500), 100)
    expect(logs(await flood).length).toBeLessThanOrEqual(40)
  })
  it.each(['', '&model=m'])('goes on for a reader that joins while the last one leaves (%s)', async (more) => {
    const first = await app.request('/api/metrics/stream?window=5m')
    const joining = read(`/api/metrics/stream?window=5m${more}`, {}, (events) => logs(events).length >= 2)
    await first.body?.cancel()
    setTimeout(() => void send(1), 300)
    setTimeout(() => void send(1), 900)
    expect(logs(await joining)).toHaveLength(2)
    const later = read('/api/metrics/stream', {}, (events) => logs(events).length >= 1)
    setTimeout(() => void send(1), 100)
    expect(logs(await later)).toHaveLength(1)
  })
  it('gives every event an id, on an empty store too, from which nothing is missed', async () => {
    const [first] = await read('/api/metrics/stream', {}, (events) => events.length > 0)
    expect(first?.id).toBe('0')
    await send(2)
    const resumed = await read('/api/metrics/stream', { 'last-event-id': '0' }, (events) => events.some(({ event }) => event === 'metrics'))
    expect(logs(resumed)).toHaveLength(2)
  })
  it('answers HEAD without a reader', async () => {
    const response = await app.request('/api/metrics/stream', { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
  })
  it('answers 422 to a bad window', async () => {
    expect((await app.request('/api/metrics/stream?window=2y')).status).toBe(422)
  })
})

describe('a stream that is closed', () => {
  afterEach(() => {
    vi.useRealTimers()
  })
  it.each([
    ['a reader is on his way in', 1],
    ['metrics are read', 2],
  ])('is closed when it reads no more, and has ended every reader, while %s', async (_, nth) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const happened: string[] = []
    let asked = 0
    let answer = () => {}
    const headline = async () => {
      asked += 1
      if (asked < nth) return null
      await new Promise<void>((done) => {
        answer = done
      })
      happened.push('read')
      return null
    }
    const stream = createStream({
      logs: createLogStore(app.sql, { clock: Date.now }),
      campaigns: createCampaignStore(app.sql),
      begun: new Map(),
      drift: { headline },
      clock: Date.now,
      failed: (error) => happened.push(String(error)),
    })
    const sink = { write: () => true, end: () => happened.push('ended'), abort: () => {} }
    const joined = stream.join({ filter: {}, window: '5m', lastEventId: null, sink })
    if (nth > 1) {
      await joined
      vi.advanceTimersByTime(5_000)
    }
    await vi.waitFor(() => expect(asked).toBe(nth))
    const closed = stream.close().then(() => happened.push('closed'))
    await new Promise((done) => setTimeout(done, 50))
    expect(happened).not.toContain('closed')
    answer()
    await Promise.all([closed, joined])
    expect(happened.toSorted()).toEqual(['closed', 'ended', 'read'])
    expect(happened.at(-1)).toBe('closed')
    expect(vi.getTimerCount()).toBe(0)
  })
})
