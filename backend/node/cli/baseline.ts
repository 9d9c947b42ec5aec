import { StartError } from '../startError.ts'
import { type AddCommand, answerOf, connected, durationMs } from './command.ts'
import { plain } from './plain.ts'

interface Baseline {
  route: string | null
  model: string | null
  state: 'provisional' | 'frozen' | 'set'
  from: string
  to: string
  n: number
  /** Answers of the range without a word, where it was just set. */
  wordless?: number
}

const line = ({ route, model, state, from, to, n, wordless = 0 }: Baseline): string => {
  const left = wordless > 0 ? ` (${wordless} without a word in the answer left out)` : ''
  return `${route === null ? '(no route)' : plain(route)} · ${model === null ? 'every model' : plain(model)}  ${n} logs${left}, ${from} to ${to}  ${state}`
}

interface Span {
  since?: string
  from?: string
  to?: string
}

/** The range that was asked for; the server reads the times. */
const rangeOf = ({ since, from, to }: Span): { from: string | number; to: string | number } => {
  if (since !== undefined && from !== undefined) throw new StartError('say --since or --from, not both')
  if (since === undefined && from === undefined) throw new StartError('say which logs are normal: --since 24h, or --from and --to')
  return { from: from ?? Date.now() - durationMs(since ?? ''), to: to ?? Date.now() }
}

/** What drift is measured against. */
export const baseline: AddCommand = (program, settings, configOf) => {
  const group = program
    .command('baseline')
    .description('what drift is measured against')
    .exitOverride()
    .configureOutput({ outputError: () => {}, writeErr: () => {} })

  settings(group.command('set').description('approve stored logs as the baseline of a route'), 'client')
    .option('--route <name>', 'one route (every route that has logs there)')
    .option('--model <name>', 'one model on it (every model)')
    .option('--since <duration>', 'the logs since then, as 24h')
    .option('--from <time>', 'ISO 8601 or epoch milliseconds')
    .option('--to <time>', 'likewise (now)')
    .option('--json', 'for machines')
    .action(async ({ route, model, json, ...span }: Span & { route?: string; model?: string; json?: boolean }, command) => {
      const body = JSON.stringify({ ...rangeOf(span), ...(route !== undefined && { route }), ...(model !== undefined && { model }) })
      await connected(configOf(command), async ({ fetch }) => {
        const { baselines } = await answerOf<{ baselines: Baseline[] }>(
          await fetch('/api/baseline', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }),
        )
        process.stdout.write(json ? `${JSON.stringify({ baselines })}\n` : `${baselines.map(line).join('\n')}\n`)
      })
    })

  settings(group.command('show').description('the baselines there are'), 'client')
    .option('--json', 'for machines')
    .action(async ({ json }: { json?: boolean }, command) => {
      await connected(configOf(command), async ({ fetch }) => {
        const { baselines } = await answerOf<{ baselines: Baseline[] }>(await fetch('/api/baseline'))
        const none = 'there is no baseline yet: a route makes one of its first 200 logs, or set one'
        if (json) process.stdout.write(`${JSON.stringify({ baselines })}\n`)
        else process.stdout.write(`${baselines.length === 0 ? none : baselines.map(line).join('\n')}\n`)
      })
    })
}
