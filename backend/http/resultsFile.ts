import type { Context } from 'hono'
import type { Campaign, Finding, RunSummary } from '../core/campaign.ts'
import type { CampaignStore, FindingOrder } from '../core/campaignStore.ts'
import { summaryOf } from '../flows/stress/scoring.ts'
import { strategies } from '../redteam/strategies/index.ts'
import type { Env } from './deps.ts'
import { findingHeader, findingRow } from './findingCsv.ts'
import { findingOut, runOut } from './redTeamShape.ts'
import { stressReport } from './stressReport.ts'

const pageSize = 200

async function* allFindings(campaigns: CampaignStore, runId: string, order: FindingOrder): AsyncGenerator<Finding[]> {
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<CampaignStore['findings']>> = await campaigns.findings(runId, cursor, pageSize, order)
    yield page.items
    cursor = page.nextCursor
  } while (cursor !== null)
}

/** The bytes of pieces that are asked for one after the other: memory is one page, however long the file. */
const streamed = (pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
}

async function* csv(pages: AsyncIterable<Finding[]>): AsyncGenerator<string> {
  yield findingHeader
  for await (const findings of pages) yield findings.map(findingRow).join('')
}

/** As `GET /api/red-team/results` answers, with all findings. */
async function* json(head: { runId: string; run: object; summary: RunSummary }, pages: AsyncIterable<Finding[]>): AsyncGenerator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"findings":[`
  let between = ''
  for await (const findings of pages) {
    if (findings.length === 0) continue
    yield between + findings.map((finding) => JSON.stringify(findingOut(finding))).join(',')
    between = ','
  }
  yield '],"nextCursor":null}'
}

/** A page may be opened in a browser that has a session here: nothing in it may run or load. */
const reportPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"

/** All findings of a run as a file, a page of them in memory at a time: in the order they were made, but what people read begins with the worst. */
export const resultsFile = async (
  c: Context<Env>,
  run: Campaign,
  format: 'json' | 'csv' | 'html',
  order: FindingOrder = format === 'html' ? 'worst' : 'made',
): Promise<Response> => {
  const { campaigns, begun, clock, version } = c.var.deps
  const pages = allFindings(campaigns, run.runId, order)
  c.header('Content-Disposition', `attachment; filename="aicwd-red-team-${run.runId}.${format}"`)
  if (format === 'csv') {
    c.header('Content-Type', 'text/csv; charset=utf-8')
    return c.body(streamed(csv(pages)))
  }
  const summary = await summaryOf(campaigns, run.runId)
  if (format === 'json') {
    c.header('Content-Type', 'application/json; charset=utf-8')
    return c.body(streamed(json({ runId: run.runId, run: runOut(run, clock(), begun.get(run.runId)), summary }, pages)))
  }
  c.header('Content-Type', 'text/html; charset=utf-8')
  c.header('Content-Security-Policy', reportPolicy)
  const report = stressReport({
    run,
    summary,
    pages,
    titles: new Map(strategies.all.map(({ id, title }) => [id, title])),
    at: clock(),
    version,
  })
  return c.body(streamed(report))
}
