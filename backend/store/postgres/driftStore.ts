import {
  addDrift,
  type Baseline,
  type BaselineState,
  type DriftQuery,
  type DriftRow,
  type DriftStore,
  type DriftSums,
  emptyDrift,
  type SampleQuery,
  type Spread,
  type VectorSpread,
} from '../../core/drift.ts'
import type { MeasuredLog } from '../../core/measurement.ts'
import { Conditions } from './conditions.ts'
import { fromColumns, type SumsRow, selected, sumTypes, toColumns } from './driftRows.ts'
import type { Queries, Sql } from './sql.ts'
import { hourMs } from './sums.ts'

/** Bytes of the bodies that are read at once. */
const sampleBytes = 32 * 1024 * 1024

const routeOf = (stored: string): string | null => (stored === '' ? null : stored)

/** The rows of all writers, added up by bucket × route × model. */
const createSums =
  (sql: Queries) =>
  async (query: DriftQuery): Promise<DriftRow[]> => {
    const conditions = new Conditions()
      .add('embedder = ?', query.embedder)
      .add('hour_ms >= ?', Math.floor(query.from / hourMs) * hourMs)
      .add('hour_ms < ?', query.to)
      .add('route = ?', query.route === undefined ? undefined : (query.route ?? ''))
      .add('model = ?', query.model)
    const stored = await sql.query<SumsRow & { hour_ms: number; route: string; model: string }>(
      `select hour_ms::float8 as hour_ms, route, model, ${selected} from drift_sums where ${conditions.where} order by hour_ms, route, model`,
      conditions.params,
    )
    const rows = new Map<string, DriftRow>()
    for (const row of stored) {
      const bucket = query.bucketMs === null ? query.from : row.hour_ms - (row.hour_ms % query.bucketMs)
      const key = JSON.stringify([bucket, row.route, row.model])
      const own = rows.get(key) ?? { bucket, route: routeOf(row.route), model: row.model, sums: emptyDrift() }
      addDrift(own.sums, fromColumns(row))
      rows.set(key, own)
    }
    return [...rows.values()]
  }

interface BaselineRow extends SumsRow {
  route: string
  model: string
  embedder: string
  state: BaselineState
  from_ms: number
  to_ms: number
  created_ms: number
  prompt_spread: number
  answer_spread: number
  style_spread: number
  prompt_axes: string
  prompt_share: number
  prompt_damped: number | null
  answer_axes: string
  answer_share: number
  answer_damped: number | null
  parts: string
  length_model: string | null
}

const toAxes = (stored: string, dimensions: number): number[][] => {
  const values = JSON.parse(stored) as number[]
  return Array.from({ length: dimensions > 0 ? values.length / dimensions : 0 }, (_, j) =>
    values.slice(j * dimensions, (j + 1) * dimensions),
  )
}

/** Axes are of the spread they were kept with; a host of a former version replaces that alone, and damps nothing. */
const toVectorSpread = (row: BaselineRow, of: 'prompt' | 'answer', dimensions: number): VectorSpread => {
  const squared = row[`${of}_spread`]
  if (squared !== row[`${of}_damped`]) return { squared, axes: [], share: 1 }
  return { squared, axes: toAxes(row[`${of}_axes`], dimensions), share: row[`${of}_share`] }
}

const toSpread = (row: BaselineRow, { prompt, answer }: DriftSums): Spread => ({
  prompt: toVectorSpread(row, 'prompt', prompt.sum.length),
  answer: toVectorSpread(row, 'answer', answer.sum.length),
  style: row.style_spread,
})

const toBaseline = (row: BaselineRow): Baseline => {
  const sums = fromColumns(row)
  return {
    route: routeOf(row.route),
    model: row.model === '' ? null : row.model,
    state: row.state,
    embedder: row.embedder,
    from: row.from_ms,
    to: row.to_ms,
    createdAt: row.created_ms,
    sums,
    spread: toSpread(row, sums),
    parts: JSON.parse(row.parts) as Baseline['parts'],
    lengths: row.length_model,
  }
}

const ownTypes = {
  route: 'text',
  model: 'text',
  embedder: 'text',
  state: 'text',
  from_ms: 'bigint',
  to_ms: 'bigint',
  created_ms: 'bigint',
  prompt_spread: 'float8',
  answer_spread: 'float8',
  style_spread: 'float8',
  prompt_axes: 'int[]',
  prompt_share: 'float8',
  prompt_damped: 'float8',
  answer_axes: 'int[]',
  answer_share: 'float8',
  answer_damped: 'float8',
  parts: 'text',
  length_model: 'text',
}
const types: Record<string, string> = { ...ownTypes, ...sumTypes }
const columns = Object.keys(types)

const upsert = (condition = 'true') => `
  insert into baselines (${columns.join(', ')})
  select ${columns.join(', ')} from json_to_recordset($1::json) as given (${columns.map((column) => `${column} ${types[column]}`).join(', ')})
  where ${condition}
  on conflict (route, model, embedder) do update set ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`

const rowOf = (baseline: Baseline) => ({
  route: baseline.route ?? '',
  model: baseline.model ?? '',
  embedder: baseline.embedder,
  state: baseline.state,
  from_ms: baseline.from,
  to_ms: baseline.to,
  created_ms: baseline.createdAt,
  prompt_spread: baseline.spread.prompt.squared,
  answer_spread: baseline.spread.answer.squared,
  style_spread: baseline.spread.style,
  prompt_axes: baseline.spread.prompt.axes.flat(),
  prompt_share: baseline.spread.prompt.share,
  prompt_damped: baseline.spread.prompt.squared,
  answer_axes: baseline.spread.answer.axes.flat(),
  answer_share: baseline.spread.answer.share,
  answer_damped: baseline.spread.answer.squared,
  parts: JSON.stringify(baseline.parts),
  length_model: baseline.lengths,
  ...toColumns(baseline.sums),
})

const saveBaseline = async (tx: Queries, baseline: Baseline): Promise<void> => {
  const row = rowOf(baseline)
  await tx.query(upsert(), [JSON.stringify([row])])
  // the first logs have served
  if (baseline.model === null && baseline.state !== 'provisional') await tx.query('delete from first_logs where route = $1', [row.route])
}

const repeatBaseline = async (tx: Queries, baseline: Baseline, of: string): Promise<void> => {
  // held until the commit, so that a deletion comes before all of this or after it
  await tx.query('select from log_position for share')
  const isThere = `exists (
    select from baselines where (route, model, created_ms) = (given.route, given.model, given.created_ms) and embedder = $2
  )`
  await tx.query(upsert(isThere), [JSON.stringify([rowOf(baseline)]), of])
}

const readBodies = async (sql: Queries, chosen: string, params: readonly unknown[]): Promise<MeasuredLog[]> => {
  const rows = await sql.query<{ body: string }>(
    `select body from (
      select seq, at, sum(body_bytes) over (order by at) as bytes from (${chosen}) as listed
    ) as page join log_bodies using (seq) where bytes <= ${sampleBytes} order by at`,
    params,
  )
  return rows.map(({ body }) => JSON.parse(body) as MeasuredLog)
}

const orders = { newest: 'occurred_ms desc, seq desc', first: 'seq' } as const
const answered = "source = 'production' and scored"

const createSample =
  (sql: Queries) =>
  async ({ from, to, route, model, limit, pick }: SampleQuery): Promise<MeasuredLog[]> => {
    const conditions = new Conditions()
      .add('occurred_ms >= ?', from)
      .add('occurred_ms < ?', to)
      .add('route is not distinct from ?::text', route)
      .add('model = ?', model)
    const where = `${conditions.where} and ${answered}`
    const most = conditions.bind(limit)
    // every k-th log in time order, so that a day stands for all of its hours
    const list =
      pick !== 'spread'
        ? `select seq, body_bytes, row_number() over (order by ${orders[pick]}) as at from logs where ${where} order by at limit ${most}`
        : `select seq, body_bytes, at from (
          select seq, body_bytes, row_number() over (order by occurred_ms, seq) as at, count(*) over () as found from logs where ${where}
        ) as found where at % greatest(1, (found + ${most} - 1) / ${most}) = 0`
    return readBodies(sql, list, conditions.params)
  }

/** Drift on PGlite or PostgreSQL, by the same SQL. */
export const createDriftStore = (sql: Sql): DriftStore => ({
  driftSums: createSums(sql),
  sampleLogs: createSample(sql),
  saveBaseline: (baseline) => sql.transaction((tx) => saveBaseline(tx, baseline)),
  repeatBaseline: (baseline, of) => sql.transaction((tx) => repeatBaseline(tx, baseline, of)),
  removeBaseline: async ({ route, model, embedder }) => {
    await sql.query('delete from baselines where (route, model, embedder) = ($1, $2, $3)', [route ?? '', model ?? '', embedder])
  },

  baselines: async () => {
    const rows = await sql.query<BaselineRow>(
      `select ${Object.keys(ownTypes)
        .map((column) => {
          if (column.endsWith('_axes')) return `array_to_json(${column})::text as ${column}`
          return column.endsWith('_ms') ? `${column}::float8 as ${column}` : column
        })
        .join(', ')}, ${selected} from baselines order by route, model, embedder`,
    )
    return rows.map(toBaseline)
  },

  youngRoutes: async (embedder, limit) => {
    const rows = await sql.query<{ route: string; logs: number }>(
      `select route, least(500, count(*))::int as logs from first_logs
      where not exists (
        select from baselines where baselines.route = first_logs.route and baselines.model = '' and embedder = $1 and state <> 'provisional'
      ) group by route order by logs desc, route limit $2`,
      [embedder, limit],
    )
    return rows.map(({ route, logs }) => ({ route: routeOf(route), logs }))
  },

  firstLogs: (route, limit) =>
    readBodies(
      sql,
      'select seq, body_bytes, row_number() over (order by seq) as at from first_logs join logs using (seq) where first_logs.route = $1 order by seq limit $2',
      [route ?? '', limit],
    ),
})
