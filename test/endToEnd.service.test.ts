import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Measurement } from '../backend/core/measurement.ts'
import { type Started, startServer, temporaryFolder } from '../bench/server.ts'
import { openBrowser } from './browser.ts'

const run = promisify(execFile)
const bin = resolve('bin/aicwd.js')
const data = resolve('../shared/data/alpaca_eval')
const files = existsSync(data)
  ? readdirSync(data)
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => join(data, name))
  : []
const answers = files.reduce((sum, file) => sum + readFileSync(file, 'utf8').split('\n').filter(Boolean).length, 0)

const folder = temporaryFolder()
let server: Started
let browser: Browser | null = null
let noBrowser = ''

const aicwd = (...args: string[]) => run(process.execPath, [bin, ...args, '--data-dir', folder.path], { maxBuffer: 1e8 })

const visit = async (hash: string, look: { width: number; dark: boolean }): Promise<Page> => {
  const page = await (browser as Browser).newPage({
    viewport: { width: look.width, height: 1000 },
    colorScheme: look.dark ? 'dark' : 'light',
  })
  const foreign: string[] = []
  const faults: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('data:')) foreign.push(request.url())
  })
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text())
  })
  await page.goto(`${server.url}/${hash}`)
  page.on('close', () => {
    expect(foreign).toEqual([])
    expect(faults).toEqual([])
  })
  return page
}

const picture = async (page: Page, name: string) => {
  await page.screenshot({ path: `artifacts/${name}.png`, fullPage: true })
}

beforeAll(async () => {
  mkdirSync('artifacts', { recursive: true })
  server = await startServer(folder.path)
  const opened = await openBrowser()
  if ('skipped' in opened) noBrowser = opened.skipped
  else browser = opened.browser
})
afterAll(async () => {
  await browser?.close()
  await server.stop()
  folder.remove()
})

describe('a new user', () => {
  it('sees what to do on the empty page, sends the printed log and finds it scored within two seconds', async ({ skip }) => {
    if (browser === null) return skip(noBrowser)
    const page = await visit('', { width: 1440, dark: false })
    await page.getByText('curl', { exact: false }).first().waitFor()
    await picture(page, 'empty-light-1440')
    const sent = await fetch(`${server.url}/api/metrics/ingest`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        model: 'gpt-4o-mini',
        route: 'first-steps',
        prompt: 'Why is the sky blue at noon?',
        response: 'Short waves scatter more in the air. Short waves scatter more in the air.',
      }),
    })
    expect(sent.status).toBe(202)
    await page.getByText('Why is the sky blue at noon?').first().waitFor({ timeout: 2000 })
    await picture(page, 'first-log-light-1440')
    await page.close()
  })
})

describe.skipIf(answers === 0)('real answers (skipped where ../shared/data is absent)', () => {
  it('are imported once each, and again none', async () => {
    const first = await aicwd('import', ...files, '--json')
    expect(JSON.parse(first.stdout)).toMatchObject({ accepted: answers, duplicates: 0, rejected: 0 })
    const again = await aicwd('import', ...files, '--json')
    expect(JSON.parse(again.stdout)).toMatchObject({ accepted: 0, duplicates: answers, rejected: 0 })
  }, 180_000)

  it('give the same numbers in the report, in the API and in a recount of the export', async () => {
    const exported = (await (await fetch(`${server.url}/api/export?format=ndjson&source=production`)).text()).trim().split('\n')
    const byKind: Record<string, number> = { repetition: 0, restatement: 0, filler: 0, overthinking: 0 }
    const sums = { spent: 0, useful: 0, wastedNano: 0 }
    for (const line of exported) {
      const { tokens: t, cognitiveWaste, wastedUsd, waste } = (JSON.parse(line) as { measurement: Measurement }).measurement
      if (cognitiveWaste === null) continue
      sums.spent += t.output + t.reasoning
      sums.useful += t.output - t.wasted + t.reasoning - t.wastedReasoning
      sums.wastedNano += Math.round((wastedUsd ?? 0) * 1e9)
      for (const { kind, tokens } of waste) byKind[kind] = (byKind[kind] ?? 0) + tokens
    }
    const api = (
      (await (await fetch(`${server.url}/api/metrics`)).json()) as {
        rows: { count: number; cognitiveWaste: number; wastedUsd: number; wastedByKind: Record<string, number> }[]
      }
    ).rows[0]
    expect(exported).toHaveLength(api?.count ?? 0)
    expect(api?.cognitiveWaste).toBeCloseTo(sums.spent / sums.useful, 9)
    expect(api?.wastedByKind).toEqual(byKind)
    expect(api?.wastedUsd).toBeCloseTo(sums.wastedNano / 1e9, 9)
    const report = JSON.parse((await aicwd('report', '--since', '36500d', '--format', 'json')).stdout) as {
      metrics: { count: number; cognitiveWaste: number }
    }
    expect(report.metrics.count).toBe(api?.count)
    expect(report.metrics.cognitiveWaste).toBeCloseTo(api?.cognitiveWaste ?? 0, 12)
  }, 120_000)

  it.for([
    [1440, false],
    [1440, true],
    [360, false],
    [360, true],
  ] as const)('are on the page at %s px (dark: %s)', { timeout: 60_000 }, async ([width, dark], { skip }) => {
    if (browser === null) return skip(noBrowser)
    const look = `${dark ? 'dark' : 'light'}-${width}`
    const page = await visit('', { width, dark })
    await page.getByText('selfinstruct').locator('visible=true').first().waitFor({ timeout: 15_000 })
    await page.waitForTimeout(1000)
    await picture(page, `dashboard-${look}`)
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0)
    const { logs } = (await (await fetch(`${server.url}/api/logs?minWaste=1.3&limit=1`)).json()) as { logs: { id: string }[] }
    await page.goto(`${server.url}/#/logs/${logs[0]?.id}`)
    await page.locator('main').waitFor()
    await page.waitForTimeout(800)
    await picture(page, `record-${look}`)
    await page.close()
  })
})
