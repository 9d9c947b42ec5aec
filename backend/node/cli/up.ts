import { serve } from '../server.ts'
import type { AddCommand } from './command.ts'

const curl = (url: string, open: boolean): string =>
  [
    `curl ${url}/api/metrics/ingest -H 'Content-Type: application/json'${open ? '' : ' -H "Authorization: Bearer $AICWD_KEY"'} \\`,
    `  -d '{"model":"gpt-4o-mini","route":"first","prompt":"Why is the sky blue?","response":"Air scatters short waves more. Air scatters short waves more.","latencyMs":420}'`,
  ].join('\n')

/** Starts the server and stays until Ctrl-C or SIGTERM, then drains. */
export const up: AddCommand = (program, settings, configOf) => {
  settings(program.command('up').description('start the server and the page'), 'server').action(async (_, command) => {
    const config = configOf(command)
    let stopping = false
    let stop: () => void = () => process.exit(0) // nothing to drain yet
    const onSignal = () => {
      if (stopping) process.exit(1)
      stopping = true
      stop()
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
    const server = await serve(config)
    const close = () => {
      server.close().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`aicwd: closing failed: ${(error as Error).message}\n`)
          process.exit(1)
        },
      )
    }
    if (stopping) return close()
    stop = close
    process.stdout.write(`AICWD is at ${server.url}\n\nSend a first log:\n\n${curl(server.url, server.open)}\n\n`)
  })
}
