import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Started, startServer, temporaryFolder } from '../bench/server.ts'
import { openBrowser } from '../test/browser.ts'

const folder = temporaryFolder()
const soon = { timeout: 15_000 }
const hour = 3_600_000
let server: Started
let browser: Browser | null = null
let page: Page
let why = ''
const faults: string[] = []

const gardens = ['roses', 'beans', 'apples', 'tulips', 'herbs', 'onions', 'pears', 'ferns']
const engines = ['pistons', 'brakes', 'gears', 'valves', 'pumps', 'clutches', 'turbines', 'bearings']
const garden = (n: number) =>
  `Plant the ${gardens[n % 8]} in loose soil in spring, water the bed every ${(n % 5) + 2} days and cut the dead leaves of the ${gardens[(n * 3) % 8]} back in autumn.`
const engine = (n: number) =>
  `Torque the bolts of the ${engines[n % 8]} to ${40 + (n % 30)} newton metres, drain the old oil first and inspect the ${engines[(n * 5) % 8]} of the engine for metal wear.`

const logOf = (n: number, at: number, answer: (n: number) => string) => ({
  model: 'gpt-4o-mini',
  route: 'advice',
  timestamp: new Date(at).toISOString(),
  prompt: `What should I do next with number ${n % 40}?`,
  response: answer(n),
})

const send = async (logs: unknown[]) => {
  const answer = await fetch(`${server.url}/api/metrics/ingest`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(logs),
  })
  expect(answer.status).toBe(202)
}

beforeAll(async () => {
  server = await startServer(folder.path)
  const opened = await openBrowser()
  if ('skipped' in opened) {
    why = opened.skipped
    return
  }
  browser = opened.browser
  page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' })
  page.on('pageerror', (error) => faults.push(String(error)))
})
afterAll(async () => {
  await browser?.close()
  await server.stop()
  folder.remove()
})

/** One story told in order: each chapter starts where the one before ended. */
const chapter = (name: string, tell: () => Promise<void>) =>
  it(name, async ({ skip }) => {
    if (browser === null) return skip(why)
    await tell()
    expect(faults).toEqual([])
  })

const panel = () => page.locator('section.drift')
const figure = () => page.locator('.figure', { hasText: 'Semantic drift' })

describe('drift on the page', () => {
  chapter('says how many logs are missing for a baseline', async () => {
    const now = Date.now()
    await send(Array.from({ length: 120 }, (_, n) => logOf(n, now - 60 * hour + n * 60_000, garden)))
    await send(Array.from({ length: 5 }, (_, n) => logOf(n, now - 2 * hour + n * 60_000, garden)))
    await page.goto(`${server.url}/#/`)
    await panel().getByText('not enough logs yet: 125 of 200 for a baseline').waitFor(soon)
    await figure().getByText('not enough logs yet').waitFor(soon)
    expect(await panel().locator('canvas').count()).toBe(0)
  })

  chapter('says that the model changed, since when, and draws its course', async () => {
    const now = Date.now()
    await send(Array.from({ length: 400 }, (_, n) => logOf(n, now - 58 * hour + n * 60_000, garden)))
    await send(Array.from({ length: 180 }, (_, n) => logOf(n, now - 6 * hour + n * 90_000, engine)))
    await page.goto(`${server.url}/#/?range=7d`)
    await panel()
      .getByText(/the model changed on \w+day/)
      .waitFor({ timeout: 60_000 })
    await panel().locator('canvas').waitFor(soon)
    await figure().getByText('▲ over').waitFor(soon)
    const { rows } = (await (await fetch(`${server.url}/api/drift`)).json()) as { rows: { semanticDrift: number; examples: string[] }[] }
    expect(rows[0]?.semanticDrift).toBeGreaterThan(0.3)
    expect(await panel().getByRole('link', { name: 'answer 1' }).getAttribute('href')).toContain(
      encodeURIComponent(rows[0]?.examples[0] ?? ''),
    )
  })

  chapter('takes the new answers as its baseline when they are approved', async () => {
    await panel().getByRole('button', { name: 'Set another' }).click()
    await panel().getByRole('button', { name: 'Make these logs the baseline' }).click()
    await panel().getByText('approved by hand').waitFor(soon)
  })

  chapter('fits the narrowest page', async () => {
    await page.setViewportSize({ width: 360, height: 800 })
    // a chart takes its new size with the next frame
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  })
})
