import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { type RunSummary, usualTarget } from '../../core/campaign.ts'
import { writingText } from '../../core/course.ts'
import type { Estimate } from '../../flows/stress/start.ts'
import type { RunStatusOut } from '../../flows/stress/status.ts'
import { strategies } from '../../redteam/strategies/index.ts'
import type { Connection } from '../connect.ts'
import { StartError } from '../startError.ts'
import { type AddCommand, answerOf, connected, connectedAnew, isFresh } from './command.ts'
import { dollars } from './figures.ts'
import type { Foreseen } from './foresee.ts'
import { limitOf } from './limit.ts'
import { plain } from './plain.ts'
import { createProgress } from './progress.ts'
import { summaryText } from './redTeamText.ts'

const pollMs = 500

type Options = Record<string, string | boolean | undefined>

interface Gate {
  name: string
  value: number | null
  limit: number
  ok: boolean
}

const numberOf = (flag: string, given: unknown): number => {
  const value = Number(given)
  if (given === '' || !Number.isFinite(value)) throw new StartError(`--${flag}: "${String(given)}" is no number`)
  return value
}

const listOf = (given: unknown): string[] =>
  String(given)
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)

/** The request that a command line asks for; what it leaves out is the server's default. */
const bodyOf = (options: Options): Record<string, unknown> => ({
  ...(options.target !== undefined && { target: options.target }),
  ...(options.strategies !== undefined && { strategies: listOf(options.strategies) }),
  ...(options.intensities !== undefined && { intensities: listOf(options.intensities).map((item) => numberOf('intensities', item)) }),
  ...(options.prompts !== undefined && { promptCount: numberOf('prompts', options.prompts) }),
  ...(options.concurrency !== undefined && { concurrency: numberOf('concurrency', options.concurrency) }),
  ...(options.budget !== undefined && { budgetUsd: numberOf('budget', options.budget) }),
  ...(options.maxTokens !== undefined && { maxTokens: numberOf('max-tokens', options.maxTokens) }),
  ...(options.seed !== undefined && { seed: numberOf('seed', options.seed) }),
})

const post = async <T>({ fetch }: Connection, path: string, body: unknown): Promise<T> =>
  answerOf<T>(
    await fetch(`/api/red-team/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  )

const words = ({ prompts, tokens, usd }: Estimate): string =>
  `${prompts} prompts, at most ${tokens} tokens and ${usd === null ? 'an unknown price' : dollars(usd)}`

/** Says what is missing at once, and asks a person, unless told not to. `place`: where it is missing. */
const ready = async ({ estimate, missing }: Foreseen, place: string, yes: boolean): Promise<void> => {
  if (missing !== null) throw new StartError(`nothing was started: ${missing}${place} (to try it without: --target practice)`)
  await agreed(estimate, yes)
}

/** Asks a person, unless told not to. */
const agreed = async (estimate: Estimate, yes: boolean): Promise<void> => {
  if (yes) return
  if (!process.stdin.isTTY) throw new StartError(`this would be ${words(estimate)}: say --yes to start it`)
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(`${words(estimate)}. Start? [y/N] `)
  terminal.close()
  if (!/^y(es)?$/i.test(answer.trim())) throw new StartError('nothing was started')
}

const isOver = ({ status }: RunStatusOut): boolean => status !== 'queued' && status !== 'running'

/** Shows how far a run is until it runs no more. */
const watch = async ({ fetch }: Connection, runId: string, quiet: boolean): Promise<RunStatusOut> => {
  const progress = createProgress(quiet)
  const after = `the run is not stopped: aicwd red-team resume ${runId} follows it to its end`
  process.once('SIGINT', () => {
    process.stderr.write(`\n${after}\n`)
    process.exit(130)
  })
  const ask = () =>
    fetch(`/api/red-team/status?runId=${encodeURIComponent(runId)}`).catch((error: unknown) => {
      throw new StartError(`${(error as Error).message}; ${after}`)
    })
  for (;;) {
    const status = await answerOf<RunStatusOut>(await ask())
    const done = `${status.processedPrompts}/${status.totalPrompts}  ${dollars(status.spentUsd)}`
    if (isOver(status)) {
      progress.end({ share: status.progress, words: done })
      return status
    }
    const writing = writingText(status, status.processedPrompts, status.totalPrompts) ?? ''
    const left = status.etaSeconds === null ? writing : `${status.etaSeconds} s left`
    const rest = status.waitingForRateLimit ? 'waits for a rate limit' : plain(left)
    progress.show(status.progress, rest === '' ? done : `${done}  ${rest}`)
    await new Promise((done) => setTimeout(done, pollMs))
  }
}

const gatesOf = (options: Options, summary: RunSummary): Gate[] =>
  [
    { name: 'adversarial stress', flag: 'max-stress', given: options.maxStress, value: summary.adversarialStress },
    { name: 'attack success rate', flag: 'max-asr', given: options.maxAsr, value: summary.attackSuccessRate.value },
  ]
    .filter(({ given }) => given !== undefined)
    .map(({ name, flag, given, value }) => {
      const limit = limitOf(flag, given, 1)
      return { name, value, limit, ok: value !== null && value <= limit }
    })

const gateLine = ({ name, value, limit, ok }: Gate): string =>
  `${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(20)} ${value === null ? 'nothing was scored, so nothing shows that it holds' : `${Number(value.toPrecision(3))} ${ok ? '≤' : '>'} ${limit}`}`

/** Waits for a run and says what came of it. A failed run and an exceeded gate end with 1. */
const finish = async (connection: Connection, runId: string, options: Options): Promise<void> => {
  const quiet = options.json === true
  const status = await watch(connection, runId, quiet)
  const { summary, findings } = await answerOf<{ summary: RunSummary; findings: { verdict: string; reason: string }[] }>(
    await connection.fetch(`/api/red-team/results?runId=${encodeURIComponent(runId)}&limit=1`),
  )
  const gates = gatesOf(options, summary)
  const ok = status.status !== 'failed' && status.status !== 'paused' && gates.every((gate) => gate.ok)
  const [first] = findings
  const failure =
    summary.attackSuccessRate.n === 0 && first?.verdict === 'error' ? [`nothing was scored; the first error: ${plain(first.reason)}`] : []
  const text = [summaryText(status, summary), ...failure, ...gates.map(gateLine)].join('\n')
  process.stdout.write(quiet ? `${JSON.stringify({ ok, runId, status, summary, gates })}\n` : `${text}\n`)
  if (!ok) process.exitCode = 1
}

const gateOptions = (command: Command): Command =>
  command
    .option('--max-stress <number>', 'end with 1 above this adversarial stress, 0..1')
    .option('--max-asr <share>', 'end with 1 above this share of attacks that got through, 0..1')
    .option('--json', 'for machines')

interface Results {
  runId: string
  summary: RunSummary
  findings: unknown[]
  nextCursor: string | null
}

/** All findings of a run, page by page. `named` begins the query. */
const allResults = async (fetch: Connection['fetch'], named: string): Promise<Results> => {
  const page = async (query: string) => answerOf<Results>(await fetch(`/api/red-team/results?${query}limit=500`))
  const results = await page(named)
  while (results.nextCursor !== null) {
    const next = await page(`runId=${encodeURIComponent(results.runId)}&cursor=${results.nextCursor}&`)
    results.findings.push(...next.findings)
    results.nextCursor = next.nextCursor
  }
  return results
}

/** Each id, as it is typed, with the title that stands everywhere else. */
const strategyLines = (): string => strategies.all.map(({ id, title }) => `  ${id.padEnd(22)} ${title}`).join('\n')

const formats = ['text', 'json', 'csv', 'html']

export const redTeam: AddCommand = (program, settings, configOf) => {
  const group = program.command('red-team').description('stress tests: run one, go on with one, tell what came of one')
  gateOptions(settings(group.command('run').description('attack a model and score how it holds'), 'client'))
    .option('--target <name>', `groq:<model>, openai:<model>, runner:<model> or practice (${usualTarget})`)
    .option('--strategies <ids>', 'ids, separated by commas (they stand below)')
    .option('--intensities <list>', 'of 0 to 5, separated by commas')
    .option('--prompts <number>', 'attacks; controls come on top')
    .option('--concurrency <number>', 'calls at a time')
    .option('--budget <usd>', 'US dollars it may spend')
    .option('--max-tokens <number>', 'of one answer')
    .option('--seed <number>', 'the same seed gives the same prompts')
    .option('--yes', 'start without asking')
    .addHelpText('after', `\nStrategies:\n${strategyLines()}`)
    .action(async (options: Options, command: Command) => {
      gatesOf(options, { adversarialStress: null, attackSuccessRate: { value: null } } as RunSummary) // a bad limit is said before anything is paid
      const body = bodyOf(options)
      const config = configOf(command)
      const yes = options.yes === true
      const isFirst = isFresh(config)
      if (isFirst) await ready(await (await import('./foresee.ts')).foresee(config, body), '', yes) // before a data folder is made for nothing
      await connectedAnew(config, options.json === true, async (connection) => {
        const foreseen = await post<Foreseen>(connection, 'estimate', body)
        await ready(foreseen, connection.pageUrl === null ? '' : `, for the server at ${connection.where}`, yes || isFirst)
        const { runId } = await post<{ runId: string }>(connection, 'start', body)
        if (options.json !== true) process.stderr.write(`run ${runId}: ${words(foreseen.estimate)}\n`)
        await finish(connection, runId, options)
      })
    })
  gateOptions(settings(group.command('resume').description('go on with a run that was paused or cut off'), 'client'))
    .argument('<runId>')
    .action(async (runId: string, options: Options, command: Command) => {
      await connected(configOf(command), async (connection) => {
        await post(connection, 'resume', { runId })
        await finish(connection, runId, options)
      })
    })
  settings(group.command('report').description('what came of a run, the latest without a name'), 'client')
    .argument('[runId]')
    .option('--format <name>', formats.join(', '), 'text')
    .option('--json', 'the same as --format json')
    .action(async (runId: string | undefined, { format: named, json }: Options, command: Command) => {
      const format = json === true ? 'json' : named
      if (!formats.includes(String(format))) throw new StartError(`there is no format "${String(format)}": write ${formats.join(', ')}`)
      await connected(configOf(command), async ({ fetch }) => {
        const ofRun = runId === undefined ? '' : `runId=${encodeURIComponent(runId)}&`
        if (format === 'csv' || format === 'html') {
          const response = await fetch(`/api/red-team/results?${ofRun}format=${format}`)
          if (!response.ok) await answerOf(response)
          process.stdout.write(await response.text())
          return
        }
        const results = await allResults(fetch, ofRun)
        if (format === 'json') process.stdout.write(`${plain(JSON.stringify(results))}\n`)
        else {
          const status = await answerOf<RunStatusOut>(await fetch(`/api/red-team/status?runId=${encodeURIComponent(results.runId)}`))
          process.stdout.write(`${summaryText(status, results.summary)}\n`)
        }
      })
    })
}
