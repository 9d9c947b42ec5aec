import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Started, startServer, temporaryFolder } from '../bench/server.ts'
import { openBrowser } from '../test/browser.ts'

const folder = temporaryFolder()
const soon = { timeout: 5_000 }
let server: Started
let browser: Browser | null = null
let page: Page
let why = ''
const faults: string[] = []
let key: string | null = null

const send = (prompt: string) =>
  fetch(`${server.url}/api/metrics/ingest`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(key !== null && { Authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ model: 'gpt-4o-mini', route: 'first', prompt, response: 'Short waves scatter more. Short waves scatter more.' }),
  })

const address = () => new URL(page.url()).hash

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

describe('the page', () => {
  chapter('shows the first log and its figures within two seconds', async () => {
    await page.goto(server.url)
    await page.getByText('Nothing has been logged yet').waitFor(soon)
    await send('Why is the sky blue?')
    await page.getByText('Why is the sky blue?').first().waitFor({ timeout: 2_000 })
    await page.locator('.list mark.repetition').first().waitFor({ timeout: 2_000 })
    await page
      .locator('.figure .value', { hasText: /^2\.\d\d|^1\.\d\d/ })
      .first()
      .waitFor({ timeout: 2_000 })
  })

  chapter('offers the sample still, as long as the first logs fill no chart', async () => {
    await page.getByText('Charts need more than 1 log').waitFor(soon)
    expect(await page.locator('main.dashboard').getByRole('button', { name: 'Load sample data' }).isEnabled()).toBe(true)
    await page.goto(`${server.url}/#/?route=first`)
    await page.getByText('Charts need more').waitFor({ state: 'detached', ...soon })
    await page.goto(`${server.url}/#/`)
  })

  chapter('underlines wasted words in lists that are read again, and splits them by kind', async () => {
    await page.reload()
    await page.locator('.list mark.repetition').first().waitFor(soon)
    const legend = page.locator('.gauge .split li')
    await expect.poll(() => legend.count()).toBe(5)
    const { rows } = (await (await fetch(`${server.url}/api/metrics?source=production`)).json()) as {
      rows: { wastedByKind: Record<string, number>; tokens: { wasted: number } }[]
    }
    const { wastedByKind = {}, tokens = { wasted: 0 } } = rows[0] ?? {}
    expect(wastedByKind).toEqual({ repetition: tokens.wasted, restatement: 0, filler: 0, overthinking: 0 })
    expect((await legend.allTextContents()).slice(1).map((text) => text.trim())).toEqual(
      Object.entries(wastedByKind).map(([kind, wasted]) => `${kind} ${wasted}`),
    )
    await page.locator('.gauge .stack .bucket.repetition').waitFor(soon)
    expect(await page.locator('.gauge .stack .bucket').count()).toBe(2)
  })

  chapter('counts what is new while paused, and shows it when it goes on', async () => {
    await page.getByTitle('Live: press to pause').click()
    await send('Sent while paused')
    await page.getByText('1 new').waitFor(soon)
    expect(await page.getByText('Sent while paused').count()).toBe(0)
    await page.getByTitle('Paused: press to go on').click()
    await page.getByText('Sent while paused').first().waitFor(soon)
  })

  chapter('keeps its list by the stream, without reading it again', async () => {
    await page.waitForTimeout(1_500)
    const read: string[] = []
    page.on('request', (request) => read.push(request.url()))
    await send('Told by the stream')
    await page.getByText('Told by the stream').first().waitFor(soon)
    await expect.poll(() => read.some((url) => url.includes('/api/metrics?')), soon).toBe(true)
    await page.waitForTimeout(500)
    expect(read.filter((url) => url.includes('/api/logs?'))).toEqual([])
    page.removeAllListeners('request')
  })

  chapter('finds by the palette what is typed in one go', async () => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('paused')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('sky')
    await page.keyboard.press('Enter')
    await expect.poll(address).toBe('#/logs?q=sky')
    await page.goto(`${server.url}/#/`)
    await page.locator('.scatter canvas').waitFor(soon)
  })

  chapter('keeps its filters in the address', async () => {
    await page.getByTitle('Show one route only').click()
    await page.locator('.float .choice', { hasText: 'first' }).click()
    await expect.poll(address).toBe('#/?route=first')
    await page.getByTitle('Show every route again').click()
    await expect.poll(address).toBe('#/')
  })

  chapter('chooses points with a brush, and a range from them', async () => {
    const box = await page.locator('.scatter canvas').boundingBox()
    if (box === null) throw new Error('no scatter')
    await page.mouse.move(box.x + 70, box.y + 12)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width - 10, box.y + box.height - 50, { steps: 6 })
    await page.mouse.up()
    await page.getByText(/^\d+ chosen/).waitFor(soon)
    await page.getByText('Narrow the range to them').click()
    await expect.poll(address).toContain('from=')
    await page.getByText('fixed').click()
    await expect.poll(address).toBe('#/')
  })

  chapter('is walked by keys, which are off inside inputs', async () => {
    await page.locator('body').press('g')
    await page.keyboard.press('l')
    await page.locator('main:has(#find) a.log[data-id]').first().waitFor(soon) // the dashboard has rows too
    await page.keyboard.press('j')
    await page.locator('a.log.chosen').waitFor(soon)
    await page.keyboard.press('Enter')
    await page.locator('main.record h1').waitFor(soon)
    await page.keyboard.press('Escape')
    await page.keyboard.press('/')
    await page.locator('#find:focus').waitFor(soon)
    await page.keyboard.type('gl paused')
    await expect.poll(() => page.locator('#find').inputValue()).toBe('gl paused')
    expect(address()).toContain('#/logs')
  })

  chapter('sends a test log and lights up what a repetition repeats', async () => {
    await page.goto(`${server.url}/#/settings`)
    await page.getByRole('button', { name: 'Send a test log' }).click()
    await page.locator('.spans button', { hasText: 'repetition' }).hover(soon)
    await page.locator('mark.of').first().waitFor(soon)
    expect(await page.locator('mark.waste.filler').count()).toBeGreaterThan(0)
    expect(await page.getByText('test', { exact: true }).first().isVisible()).toBe(true)
  })

  chapter('shows the figures of a long log at once, and the beginning of its texts until all is asked for', async () => {
    const lines = Array.from({ length: 100_000 }, (_, at) => `Line ${at} of the long answer says ${at * 7919}.\n`).join('')
    const body = JSON.stringify({ id: 'long', model: 'gpt-4o-mini', source: 'test', prompt: 'Count.', response: lines })
    await fetch(`${server.url}/api/metrics/ingest`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
    await page.goto(`${server.url}/#/logs/long`)
    await page.locator('.record-facts').waitFor(soon)
    const shown = () => page.locator('.answer-text .body').evaluate(({ textContent }) => textContent?.length)
    expect(await shown()).toBe(100_000)
    expect(await page.locator('.raw pre').count()).toBe(0)
    const above = (selector: string) => page.locator(selector).evaluate((element) => element.getBoundingClientRect().top)
    expect(await above('.tokens')).toBeLessThan(await above('.texts'))
    await page.getByRole('button', { name: 'Show all', exact: true }).click()
    await expect.poll(shown, { timeout: 20_000 }).toBe(lines.length)
  })

  chapter('loads sample data, badges it, and removes it in one click', async () => {
    await page.goto(`${server.url}/#/settings`)
    await page.getByRole('button', { name: 'Load sample data' }).click()
    await page.getByRole('button', { name: 'Remove them' }).click({ timeout: 20_000 })
    await page.getByRole('button', { name: 'Remove them' }).waitFor({ state: 'detached', timeout: 20_000 })
  })

  chapter('refreshes the marts, and shows what came of it', async () => {
    await page.goto(`${server.url}/#/settings`)
    await page.getByRole('button', { name: 'Refresh now' }).click({ timeout: 60_000 })
    await page.getByText('every log older than').waitFor({ timeout: 60_000 })
    await page.getByText(/tests? passed/).waitFor(soon)
    await page.getByText('models of this refresh').click()
    expect(await page.locator('.settings td', { hasText: 'cognitive_waste' }).count()).toBeGreaterThan(0)
  })

  chapter('wants a key from the first one on, and says what is wrong with another', async () => {
    await page.getByPlaceholder('checkout service').fill('mine')
    await page.getByRole('button', { name: 'Make a key' }).click()
    key = await page.locator('.command code').first().textContent(soon)
    await page.getByText('You hold a key').waitFor(soon)
    await page.reload()
    await page.getByText('You hold a key').waitFor(soon)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.goto(`${server.url}/#/`)
    await page.getByLabel('Key').fill('aicwd_wrong')
    await page.getByRole('button', { name: 'Enter' }).click()
    await page.getByText('unknown, revoked or expired').waitFor(soon)
    await page.getByLabel('Key').fill(key ?? '')
    await page.getByRole('button', { name: 'Enter' }).click()
    await page.getByText('Sent while paused').first().waitFor(soon)
  })

  chapter('says that it is not live when the server is gone', async () => {
    await server.stop()
    await page.getByText('Not live').waitFor(soon)
    expect(await page.getByText('Sent while paused').first().isVisible()).toBe(true)
  })
})
