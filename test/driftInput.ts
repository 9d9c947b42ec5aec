import { addFacts, type DriftFacts, type DriftSums, emptyDrift, type Spread } from '../backend/core/drift.ts'
import { normal, type Random } from '../backend/core/random.ts'
import { staticId } from '../backend/measure/embed/static.ts'
import { toVector } from '../backend/measure/embed/vector.ts'
import { spreadOf } from '../backend/measure/spread.ts'
import type { Sql } from '../backend/store/postgres/sql.ts'

export const dimensions = 128

/** Answers whose vectors lean away from the baseline, as the embedder would give them. */
export const leaning = (random: Random, count: number, lean: number): DriftFacts[] =>
  Array.from({ length: count }, () => {
    const answer = toVector(Array.from({ length: dimensions }, (_, d) => normal(random) / Math.sqrt(d + 1) + (d === 3 ? lean : 0)))
    return { embedder: staticId, prompt: null, answer, style: null }
  })

export const driftSumsOf = (list: readonly DriftFacts[]): DriftSums => {
  const sums = emptyDrift()
  for (const one of list) addFacts(sums, one)
  return sums
}

const columns = (sums: DriftSums) => ({
  log_count: sums.count,
  ...{ prompt_count: 0, prompt_sum: [], prompt_squares: 0, style_count: 0, style_sum: [], style_squares: [] },
  ...{ answer_count: sums.answer.n, answer_sum: sums.answer.sum, answer_squares: sums.answer.squares },
})

const insert = (sql: Sql, table: string, row: Record<string, unknown>) =>
  sql.query(`insert into ${table} select * from json_populate_record(null::${table}, $1::json)`, [JSON.stringify(row)])

/** A baseline of route `r` for every model. */
export const insertBaseline = async (sql: Sql, reference: readonly DriftFacts[]): Promise<{ sums: DriftSums; spread: Spread }> => {
  const baseline = { sums: driftSumsOf(reference), spread: spreadOf(reference) }
  await insert(sql, 'baselines', {
    ...{ route: 'r', model: '', embedder: staticId, state: 'frozen', from_ms: 0, to_ms: 0, created_ms: 0, parts: '' },
    ...{ prompt_spread: 0, style_spread: 0, answer_spread: baseline.spread.answer.squared },
    ...{ prompt_axes: [], prompt_share: 1, answer_axes: baseline.spread.answer.axes.flat(), answer_share: baseline.spread.answer.share },
    ...{ prompt_damped: 0, answer_damped: baseline.spread.answer.squared },
    ...columns(baseline.sums),
  })
  return baseline
}

/** What one writer has added up for an hour of route `r` and model `m`. */
export const insertDriftSums = async (sql: Sql, at: { hourMs: number; writer: string; seq: number }, sums: DriftSums): Promise<void> => {
  const key = { hour_ms: at.hourMs, route: 'r', model: 'm', embedder: staticId, writer: at.writer, last_seq: at.seq }
  await insert(sql, 'drift_sums', { ...key, ...columns(sums) })
}
