import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Started, startServer, temporaryFolder } from '../bench/server.ts'
import { openBrowser } from '../test/browser.ts'

const folder = temporaryFolder()
const soon = { timeout: 10_000 }
let server: Started
let browser: Browser | null = null
let page: Page
let why = ''
const faults: string[] = []
const hosts = new Set<string>()

const address = () => new URL(page.url()).hash
const json = async (path: string) => (await fetch(`${server.url}${path}`)).json()

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
  page.on('request', (request) => hosts.add(new URL(request.url()).host))
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

describe('a stress test on the page', () => {
  chapter('is reached by keys, and says what is missing for a real target', async () => {
    await page.goto(`${server.url}/#/settings`)
    await page.locator('main.settings h1').waitFor(soon)
    await page.locator('body').press('g')
    await page.keyboard.press('s')
    await expect.poll(address).toBe('#/stress')
    await page.getByText('No stress test has run').waitFor(soon)
    await page.getByText('GROQ_API_KEY=… npm run up').waitFor(soon)
    expect(await page.title()).toBe('Stress tests · AICWD')
    expect(await page.getByRole('radio', { name: /practice/i }).isChecked()).toBe(true)
  })

  chapter('shows its estimate before it starts, and changes it with the wish', async () => {
    const told = page.locator('.send [role="status"]')
    await expect.poll(() => told.textContent(), soon).toMatch(/^about \d+ prompts/)
    const own = page.getByPlaceholder('openai:gpt-4o-mini')
    await own.pressSequentially('practice:another')
    expect(await own.inputValue()).toBe('practice:another')
    await page.getByRole('radio', { name: /practice/i }).check()
    expect(await own.inputValue()).toBe('')
    await expect.poll(() => told.textContent(), soon).toMatch(/^about \d+ prompts/)
    const before = await told.textContent()
    await page.getByLabel('Attacks').fill('12')
    await expect.poll(() => told.textContent(), soon).not.toBe(before)
    await page.getByLabel('Seed').fill('7')
  })

  chapter('is started, runs to its end live, and is labelled practice', async () => {
    await page.getByRole('button', { name: 'Initiate stress test' }).click()
    await expect.poll(address, soon).toMatch(/^#\/stress\/.+/)
    await page.locator('.state-word', { hasText: 'completed' }).waitFor({ timeout: 60_000 })
    expect(await page.locator('.tag.practice').first().textContent()).toBe('practice')
    await page
      .getByText('The target is simulated', { exact: false })
      .waitFor(soon)
      .catch(() => page.getByText('the target is simulated').waitFor(soon))
    await page.locator('.finding').first().waitFor(soon)
    await page.locator('.run canvas').waitFor(soon)
    const { runs } = await json('/api/red-team/runs')
    const { summary } = await json(`/api/red-team/results?runId=${runs[0].runId}`)
    const { value, n } = summary.attackSuccessRate
    const through = page.locator('.run .record-facts > div', { hasText: 'attacks that got through' })
    await through.getByText(`${Math.round(value * n)} of ${n} ·`).waitFor(soon)
    await expect.poll(() => page.locator('.finding').count(), soon).toBe(Math.min(50, runs[0].processedPrompts))
    expect(await page.locator('.finding .verdict').first().textContent()).toContain('got through')
  })

  chapter('opens a finding to its prompt, answer and evidence, as text', async () => {
    await page.getByLabel('verdict').selectOption('success')
    await expect.poll(address).toContain('verdict=success')
    await page.locator('.finding-line').nth(1).click()
    await expect.poll(address).toContain('finding=')
    await page.locator('.detail mark.evidence').first().waitFor(soon)
    expect(await page.locator('.detail').getByText('Its log').getAttribute('href')).toMatch(/^#\/logs\/.+/)
  })

  chapter('keeps a person’s verdict beside the judge’s', async () => {
    const detail = page.locator('.detail')
    await detail.getByLabel('Your verdict').selectOption('refused')
    await detail.getByLabel('Why').fill('the word was in the question')
    await detail.getByRole('button', { name: 'Override' }).click()
    // It no longer is a success
    await expect.poll(() => page.locator('.detail').count(), soon).toBe(0)
    await page.getByLabel('verdict').selectOption('')
    const verdicts = page.locator('.detail .verdicts')
    await verdicts.getByText('the word was in the question').waitFor(soon)
    expect(await verdicts.textContent()).toContain('got through')
    await page.locator('.finding .tag', { hasText: 'by hand' }).waitFor(soon)
  })

  chapter('is exported as JSON, CSV and a page', async () => {
    for (const [format, part] of [
      ['JSON', '"findings"'],
      ['CSV', 'strategy'],
      ['HTML', '<!doctype html>'],
    ] as const) {
      const [download] = await Promise.all([page.waitForEvent('download', soon), page.getByRole('link', { name: format }).click()])
      expect(readFileSync(await download.path(), 'utf8').toLowerCase()).toContain(part.toLowerCase())
    }
  })

  chapter('narrows its findings to a cell, and draws one strategy beside all', async () => {
    await page.locator('.stress-cell').nth(2).click()
    await expect.poll(address).toMatch(/intensity=\d.*strategy=/)
    await page.locator('.toggles button').first().click()
    await expect.poll(address).toContain('curve=')
    await expect.poll(() => page.locator('.run .curve-legend li').count()).toBe(2)
  })

  chapter('stands in the list and on the dashboard, and enters no headline', async () => {
    await page.locator('a', { hasText: '← Stress tests' }).click()
    await page.locator('.runs tbody tr').first().waitFor(soon)
    expect(await page.locator('.runs tbody tr').first().textContent()).toContain('completed')
    await fetch(`${server.url}/api/metrics/ingest`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o-mini', route: 'first', prompt: 'Why?', response: 'Because.' }),
    })
    await page.goto(`${server.url}/#/`)
    await page.locator('.resilience .tag.practice').waitFor(soon)
    await page.locator('.figure', { hasText: 'Adversarial stress' }).getByText('only practice has run').waitFor(soon)
  })

  chapter('fits the narrowest page, and asks no other host', async () => {
    await page.setViewportSize({ width: 360, height: 800 })
    for (const hash of ['#/', '#/stress?new=1', '#/settings']) {
      await page.goto(`${server.url}/${hash}`)
      await page.waitForTimeout(500)
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    }
    await page.goto(`${server.url}/#/stress`)
    await page.locator('.runs .narrow').first().waitFor(soon)
    await page.locator('.runs a').first().click()
    await page.locator('.cells-table th', { hasText: 'Secret in the system prompt' }).waitFor(soon)
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    expect([...hosts]).toEqual([new URL(server.url).host])
  })
})
