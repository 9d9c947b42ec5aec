import { describe, expect, it } from 'vitest'
import type { MeasuredLog } from '../core/measurement.ts'
import { measure } from '../measure/index.ts'
import { readLog } from './native.ts'
import { sampleLogs, sampleSession } from './sample.ts'

const now = Date.parse('2026-11-25T03:20:00Z')
const hour = 3_600_000

const measured: MeasuredLog[] = sampleLogs(now, 1).map((value) => {
  const item = readLog(value, { receivedAt: now, newId: () => 'none' })
  if (!item.ok || item.repaired) throw new Error(JSON.stringify(item))
  return { log: item.log, measurement: measure(item.log) }
})
const share = (is: (entry: MeasuredLog) => boolean) => measured.filter(is).length / measured.length
const distinct = (of: (entry: MeasuredLog) => unknown) => new Set(measured.map(of)).size

describe('the sample', () => {
  it('is a thousand logs of the last day, oldest first, all of one session', () => {
    expect(measured).toHaveLength(1000)
    const times = measured.map(({ log }) => log.timestamp)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(times[0]).toBeGreaterThanOrEqual(now - 25 * hour)
    expect(times.at(-1)).toBeLessThanOrEqual(now)
    expect(distinct(({ log }) => log.sessionId)).toBe(1)
    expect(measured[0]?.log.sessionId).toBe(sampleSession)
  })
  it('is the same again on the same day and other on the next', () => {
    expect(sampleLogs(now, 1)).toEqual(sampleLogs(now, 1))
    const ids = new Set(measured.map(({ log }) => log.id))
    const idsAt = (time: number, seed = 1) => sampleLogs(time, seed).map((log) => (log as { id: string }).id)
    expect(ids.size).toBe(1000)
    expect(idsAt(now + 15 * hour).every((id) => ids.has(id))).toBe(true)
    expect([...idsAt(now + 24 * hour), ...idsAt(now, 2)].some((id) => ids.has(id))).toBe(false)
  })
  it('has four routes, models and services, and hardly a text twice', () => {
    for (const of of ['route', 'model', 'service'] as const) expect(distinct(({ log }) => log[of])).toBe(4)
    expect(distinct(({ log }) => log.prompt)).toBeGreaterThan(900)
    expect(distinct(({ log }) => log.response)).toBeGreaterThan(850)
  })
  it('wastes about one answer in eight, in every way, some of them badly', () => {
    const wasted = share(({ measurement }) => measurement.waste.length > 0)
    expect(wasted).toBeGreaterThan(0.08)
    expect(wasted).toBeLessThan(0.2)
    const kinds = new Set(measured.flatMap(({ measurement }) => measurement.waste.map(({ kind }) => kind)))
    expect([...kinds].sort()).toEqual(['filler', 'overthinking', 'repetition', 'restatement'])
    expect(share(({ measurement }) => (measurement.cognitiveWaste ?? 0) > 2.5)).toBeGreaterThan(0.003)
    expect(share(({ measurement }) => measurement.loop)).toBeGreaterThan(0.003)
  })
  it('fails one time in thirty, for several reasons, and knows the price of everything else', () => {
    const failed = share(({ log }) => log.status === 'error')
    expect(failed).toBeGreaterThan(0.015)
    expect(failed).toBeLessThan(0.05)
    expect(new Set(measured.map(({ log }) => log.error?.type)).size).toBeGreaterThan(3)
    expect(share(({ log, measurement }) => log.status === 'ok' && measurement.costUsd === null)).toBe(0)
    expect(share(({ measurement }) => measurement.tokens.cached > 0)).toBeGreaterThan(0.1)
    expect(share(({ measurement }) => measurement.tokens.reasoning > 0)).toBeGreaterThan(0.05)
    expect(share(({ measurement }) => measurement.flags.includes('usage-inconsistent'))).toBe(0)
  })
  it('has a route whose answers change their manner at one time, with enough of them on both sides', () => {
    const shop = measured.filter(({ log }) => log.route === 'product-text' && log.response !== null)
    const loud = (entry: MeasuredLog) => (entry.log.response ?? '').includes('**')
    const at = shop.findIndex(loud)
    expect(at).toBeGreaterThanOrEqual(200)
    expect(shop.length - at).toBeGreaterThanOrEqual(80)
    expect(shop.slice(at).every(loud)).toBe(true)
  })
  it('sleeps at night', () => {
    const at = (from: number, to: number) =>
      share(({ log }) => new Date(log.timestamp).getUTCHours() >= from && new Date(log.timestamp).getUTCHours() < to)
    expect(at(0, 6)).toBeLessThan(at(12, 18) / 2)
  })
})
