import { Hono } from 'hono'
import { z } from 'zod'
import type { LogFilter, LogStore, WasteRow } from '../core/ports.ts'
import { summarise } from '../core/summary.ts'
import { need } from './auth.ts'
import type { Env } from './deps.ts'
import { fail } from './errors.ts'
import { filterShape, limit, rangeShape, readQuery } from './query.ts'

const topQuery = z.object({ by: z.enum(['route', 'model', 'prompt']).default('route'), limit, ...rangeShape, ...filterShape })

const byWaste = (a: WasteRow, b: WasteRow): number => (b.wastedUsd ?? -1) - (a.wastedUsd ?? -1) || b.wastedTokens - a.wastedTokens

const byDimension = async (store: LogStore, by: 'route' | 'model', filter: LogFilter, most: number): Promise<WasteRow[]> => {
  const rows = (await store.sums({ ...filter, bucketMs: null, groupBy: [by] }))
    .filter(({ sums }) => sums.count > 0)
    .map(({ group, sums }) => {
      const { tokens, wastedUsd, cognitiveWaste, count } = summarise(sums)
      const billed = tokens.input + tokens.cached + tokens.cacheWrite + tokens.output + tokens.reasoning
      return { key: group[by] ?? null, count, tokens: billed, wastedTokens: tokens.wasted, wastedUsd, cognitiveWaste, exampleId: null }
    })
    .sort(byWaste)
    .slice(0, most)
  return Promise.all(
    rows.map(async (row) => ({ ...row, exampleId: row.key === null ? null : await store.exampleOf({ ...filter, [by]: row.key }) })),
  )
}

const byPrompt = async (store: LogStore, filter: LogFilter, most: number): Promise<WasteRow[]> =>
  (await store.topPrompts(filter, most)).map(({ preview, spent, useful, ...row }) => ({
    key: preview,
    ...row,
    cognitiveWaste: spent > 0 ? spent / Math.max(useful, 1) : null,
  }))

/** Where the most dollars are wasted; without a range, over everything stored. */
export const waste = new Hono<Env>().get('/api/waste/top', need('read'), async (c) => {
  const read = readQuery(c, topQuery)
  if (!read.ok) return fail(c, read.fault)
  const { by, limit: most, ...asked } = read.query
  const filter: LogFilter = { source: 'production', ...asked }
  const store = c.var.deps.logs
  return c.json({ rows: by === 'prompt' ? await byPrompt(store, filter, most) : await byDimension(store, by, filter, most) })
})
