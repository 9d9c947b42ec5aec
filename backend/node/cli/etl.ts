import { setTimeout as pause } from 'node:timers/promises'
import type { Connection } from '../connect.ts'
import { StartError } from '../startError.ts'
import { type AddCommand, answerOf, connected, jsonOf } from './command.ts'
import type { WorkerOptions } from './etlWorker.ts'
import { plain } from './plain.ts'

const lookMs = 300
const patienceMs = 60 * 60_000

interface Run {
  runId: string
  engine: string
  status: 'running' | 'success' | 'failed'
  startedAt: string
  finishedAt: string | null
  rowsIn: number
  models: { name: string; status: string; rows: number; ms: number }[]
  tests: { passed: number; failed: number }
  error?: string
}

/** Asks for a refresh, after the one that may be running. */
const schedule = async ({ fetch }: Connection, full: boolean, until: number): Promise<string> => {
  for (;;) {
    const response = await fetch('/api/dbt/schedule', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ full }),
    })
    if (response.status !== 409) return (await answerOf<{ runId: string }>(response)).runId
    const { error } = jsonOf(409, await response.text()) as { error: { message: string } }
    if (Date.now() > until) throw new StartError(error.message)
    await pause(lookMs)
  }
}

const ended = async ({ fetch }: Connection, runId: string, until: number): Promise<Run> => {
  for (;;) {
    const { runs } = await answerOf<{ runs: Run[] }>(await fetch('/api/dbt/status?limit=500'))
    const run = runs.find((one) => one.runId === runId)
    if (run !== undefined && run.status !== 'running') return run
    if (Date.now() > until) throw new StartError(`run ${runId} has not ended within ${patienceMs / 60_000} minutes: see /api/dbt/status`)
    await pause(lookMs)
  }
}

const lines = ({ engine, status, rowsIn, models, tests, error }: Run): string[] => {
  const width = Math.max(0, ...models.map(({ name }) => name.length))
  return [
    ...models.map(
      (model) =>
        `${model.status === 'error' ? 'FAIL' : 'ok  '}  ${model.name.padEnd(width)}  ${String(model.rows).padStart(9)} rows  ${String(model.ms).padStart(7)} ms`,
    ),
    `${status} with ${engine}: ${rowsIn} new logs, ${tests.passed} tests passed, ${tests.failed} failed`,
    ...(error === undefined ? [] : [plain(error)]),
  ]
}

/** The marts: a refresh now, or a worker that makes those of a server elsewhere. */
export const etl: AddCommand = (program, settings, configOf) => {
  const group = program
    .command('etl')
    .description('the marts for analysts')
    .exitOverride()
    .configureOutput({ outputError: () => {}, writeErr: () => {} })

  settings(group.command('run').description('refresh the marts now, and say what was done'), 'client')
    .option('--full', 'every mart from scratch')
    .option('--json', 'for machines')
    .action(async ({ full = false, json }: { full?: boolean; json?: boolean }, command) => {
      await connected(configOf(command), async (connection) => {
        const until = Date.now() + patienceMs
        const run = await ended(connection, await schedule(connection, full, until), until)
        process.stdout.write(json ? `${JSON.stringify(run)}\n` : `${lines(run).join('\n')}\n`)
        if (run.status === 'failed') process.exitCode = 1
      })
    })
  settings(group.command('worker').description('make the marts of a server in a PostgreSQL of your own, and give them back'), 'client')
    .requiredOption('--backend <url>', 'whose marts are made; AICWD_KEY is an admin key of it')
    .requiredOption('--warehouse <url>', 'the PostgreSQL they are made in, for this server alone')
    .option('--once', 'one round, and then end')
    .option('--json', 'for machines')
    .action(async (options: WorkerOptions, command) => {
      const { work } = await import('./etlWorker.ts')
      await work(options, configOf(command))
    })
}
