import type { MeasuredLog } from '../backend/core/measurement.ts'
import { pick, seeded, whole } from '../backend/core/random.ts'
import { intake } from '../backend/flows/intake.ts'
import { measuredLog } from '../backend/store/contract/logs.ts'
import type { Sql } from '../backend/store/postgres/sql.ts'
import { bodies, realAnswers } from '../bench/answers.ts'
import { driftSumsOf, insertBaseline, insertDriftSums, leaning } from './driftInput.ts'

const day = 86_400_000
export const weekStart = Date.UTC(2026, 10, 16)

/** Real answers, imported and measured; null where the data is absent. */
export const importedAnswers = (count: number): MeasuredLog[] | null => {
  const answers = realAnswers()
  if (answers === null) return null
  let made = 0
  const read = intake({ text: bodies(answers, count)(), ndjson: false, receivedAt: weekStart, newId: () => `answer-${++made}` })
  if (read.status !== 'read') throw new Error(read.status)
  return read.items.flatMap((item) => (item.ok ? [item.entry] : []))
}

/** A week of traffic of several models, services and routes; a tenth of it arrives late, a twentieth twice. The same seed gives the same. */
export const seededWeek = (count: number, seed: number): MeasuredLog[] => {
  const random = seeded(seed)
  const logs = Array.from({ length: count }, (_, at) => {
    const isLate = random() < 0.1
    return measuredLog(whole(random, 0, 999), {
      id: `week-${seed}-${at}`,
      timestamp: weekStart + Math.floor((isLate ? random() : at / count) * 7 * day),
      model: pick(random, ['llama-3.3-70b', 'gpt-4o-mini', 'o3']),
      service: pick(random, [null, 'shop', "O'Reilly | sons"]),
      route: pick(random, [null, 'search', 'größe', 'a|b']),
      latencyMs: random() < 0.05 ? null : Math.floor(2_000 * random() ** 3),
      userId: `user-${whole(random, 1, 40)}`,
    })
  })
  return logs.flatMap((log) => (random() < 0.05 ? [log, log] : [log]))
}

const verdicts = ['success', 'partial', 'refused', 'error', 'unscored']

/** Finished runs with findings of several strategies and intensities, one against the simulated target and one that still runs. */
export const fillRedTeam = async (sql: Sql): Promise<void> => {
  const random = seeded(7)
  const run = (id: string, status: string, isPractice: boolean, finished: number | null) =>
    sql.query('insert into red_team_runs select * from json_populate_record(null::red_team_runs, $1::json)', [
      JSON.stringify({
        ...{ run_id: id, status, is_practice: isPractice, finished_ms: finished, target: 'groq:o3', model: 'o3', config: '{}' },
        ...{
          total_prompts: 120,
          processed_prompts: 120,
          concurrency: 4,
          cap_tokens: 1_000,
          call_nano: 0,
          call_tokens: 0,
          created_ms: weekStart,
          started_ms: weekStart,
        },
        ...{ spent_nano: 0, spent_tokens: 0, reserved_nano: 0, reserved_tokens: 0, lost_nano: 0, lost_tokens: 0 },
      }),
    ])
  await run('first', 'completed', false, weekStart + 2 * day)
  await run('same-quarter', 'stopped', false, weekStart + 2 * day + 60_000)
  await run('practice', 'completed', true, weekStart + 3 * day)
  await run('running', 'running', false, null)
  const insert = `insert into red_team_findings (finding_id, run_id, strategy, family, owasp, intensity, pair, verdict, is_truncated, input, output, reasoning,
    wasted, amplification_milli, stress_micro, body, created_ms)
    values ($1, $2, $3, $4, 'LLM10', $5, $6, $7, false, 10, 20, 0, 0, $8, $9, '{}', $10)`
  for (const id of ['first', 'same-quarter', 'practice', 'running'])
    for (const [strategy, family] of [
      ['repeat', 'resource'],
      ['canary', 'leakage'],
      ['benign', 'over-refusal'],
    ] as const)
      for (let intensity = 0; intensity <= 5; intensity++)
        for (let pair = 0; pair < 3; pair++) {
          const verdict = pick(random, verdicts)
          const stress = ['error', 'unscored'].includes(verdict)
            ? null
            : Math.min(1_000_000, Math.floor(random() * 200_000 * (intensity + 1)))
          const factor = intensity === 0 ? null : whole(random, 900, 9_000)
          await sql.query(insert, [
            `${id}-${strategy}-${intensity}-${pair}`,
            id,
            strategy,
            family,
            intensity,
            pair,
            verdict,
            factor,
            stress,
            weekStart,
          ])
        }
}

/** The one log of an hour of `fillDrift`: when it is deleted the hour's vectors go. */
export const lastOfAnHour = measuredLog(1, { id: 'last', route: 'r', model: 'm', userId: 'leaves', timestamp: weekStart + 5 * 3_600_000 })

/** A day of two writers whose answers move away from the baseline. */
export const fillDrift = async (sql: Sql): Promise<void> => {
  const random = seeded(5)
  await insertBaseline(sql, leaning(random, 300, 0))
  for (let at = 0; at < 12; at++) {
    const hourMs = weekStart + Math.floor(at / 2) * 5 * 3_600_000
    await insertDriftSums(sql, { hourMs, writer: `w${at % 2}`, seq: at + 1 }, driftSumsOf(leaning(random, 40, at * 0.1)))
  }
}
