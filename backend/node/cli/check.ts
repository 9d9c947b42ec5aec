import { StartError } from '../startError.ts'
import { type AddCommand, connected } from './command.ts'
import { type Metrics, metricsSince, number } from './figures.ts'
import { limitOf } from './limit.ts'

interface Gate {
  /** As commander keeps its value. */
  option: string
  flag: string
  /** What the figure can be at most. */
  most?: number
  /** What it is called in the output. */
  name: string
  read(metrics: Metrics): number | null
}

const gates: readonly Gate[] = [
  { option: 'maxWaste', flag: 'max-waste', name: 'cognitive waste', read: (m) => m.cognitiveWaste },
  { option: 'maxDrift', flag: 'max-drift', most: 1, name: 'semantic drift', read: (m) => m.semanticDrift },
  { option: 'maxErrorRate', flag: 'max-error-rate', most: 1, name: 'error rate', read: (m) => m.errorRate },
  { option: 'maxP95', flag: 'max-p95', name: 'p95 latency (ms)', read: (m) => m.latencyMs.p95 },
]

interface Outcome {
  name: string
  value: number | null
  limit: number
  ok: boolean
}

const line = ({ name, value, limit, ok }: Outcome): string => {
  const said =
    value === null
      ? 'no data, so nothing shows that it holds'
      : `${number(value)} ${ok ? '≤' : '>'} ${limit}${ok ? '' : `, ${number(value - limit)} too much`}`
  return `${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(18)} ${said}`
}

/** A gate for CI: 1 when a limit is exceeded, or when there is no data to show that it holds. */
export const check: AddCommand = (program, settings, configOf) => {
  settings(program.command('check').description('end with 1 when a limit is exceeded'), 'client')
    .option('--max-waste <number>', 'cognitive waste, tokens for one useful token')
    .option('--max-drift <number>', 'semantic drift, 0..1')
    .option('--max-error-rate <share>', 'failed calls, 0..1')
    .option('--max-p95 <ms>', 'latency')
    .option('--since <duration>', 'how far back', '24h')
    .option('--json', 'for machines')
    .action(async (options: Record<string, string | boolean | undefined>, command) => {
      const asked = gates
        .filter(({ option }) => options[option] !== undefined)
        .map((gate) => ({ ...gate, limit: limitOf(gate.flag, options[gate.option], gate.most) }))
      if (asked.length === 0) throw new StartError('name a limit: --max-waste, --max-drift, --max-error-rate or --max-p95')
      await connected(configOf(command), async (connection) => {
        const { metrics } = await metricsSince(connection, String(options.since))
        const outcomes = asked.map(({ name, read, limit }): Outcome => {
          const value = read(metrics)
          return { name, value, limit, ok: value !== null && value <= limit }
        })
        const ok = outcomes.every((outcome) => outcome.ok)
        process.stdout.write(
          options.json
            ? `${JSON.stringify({ ok, count: metrics.count, unpriced: metrics.unpriced, gates: outcomes })}\n`
            : `${[...outcomes.map(line), '', `${metrics.count} calls in the last ${options.since}${metrics.unpriced > 0 ? ` (${metrics.unpriced} unpriced)` : ''}`].join('\n')}\n`,
        )
        if (!ok) process.exitCode = 1
      })
    })
}
