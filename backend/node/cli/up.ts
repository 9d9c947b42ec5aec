import { type Config, isLoopback } from '../config.ts'
import { spawnRunner, supervise } from '../modelRunner.ts'
import { StartError } from '../startError.ts'
import type { AddCommand } from './command.ts'
import { modelPath } from './models.ts'

const curl = (url: string, open: boolean): string =>
  [
    `curl ${url}/api/metrics/ingest -H 'Content-Type: application/json'${open ? '' : ' -H "Authorization: Bearer $AICWD_KEY"'} \\`,
    `  -d '{"model":"gpt-4o-mini","route":"first","prompt":"Why is the sky blue?","response":"Air scatters short waves more. Air scatters short waves more.","latencyMs":420}'`,
  ].join('\n')

/** The model runner beside the server, at the address the server asks: `StartError` when that is another machine's. */
const runnerBeside = async ({ runnerUrl, dataDir }: Config, asked: string | undefined, env: NodeJS.ProcessEnv) => {
  const { hostname, port } = new URL(runnerUrl)
  const host = hostname.replace(/^\[|\]$/g, '')
  if (!isLoopback(host)) throw new StartError(`DOCKER_MODEL_ENDPOINT names another machine (${host}): leave out --runner, or the variable`)
  const model = await modelPath(asked, dataDir)
  const start = () => spawnRunner({ model, host, port: Number(port || 80) }, env)
  return () => supervise(start, (line) => process.stderr.write(`aicwd: ${line}\n`))
}

/** Starts the server and stays until Ctrl-C or SIGTERM, then drains. */
export const up: AddCommand = (program, settings, configOf, env) => {
  settings(program.command('up').description('start the server and the page'), 'server')
    .option('--runner', 'start the model runner too')
    .option('--model <file or name>', 'for the runner: a .gguf file, or a name of `aicwd models list`')
    .action(async ({ runner, model }: { runner?: boolean; model?: string }, command) => {
      const config = configOf(command)
      if (model !== undefined && !runner) throw new StartError('--model is for the model runner: add --runner')
      let stopping = false
      let stop: () => void = () => process.exit(0) // nothing to drain yet
      const onSignal = () => {
        if (stopping) process.exit(1)
        stopping = true
        stop()
      }
      process.on('SIGINT', onSignal)
      process.on('SIGTERM', onSignal)
      const startRunner = runner ? await runnerBeside(config, model, env) : null
      const { serve } = await import('../server.ts')
      const server = await serve(config)
      let beside: ReturnType<typeof supervise> | null = null
      const close = () => {
        Promise.all([server.close(), beside?.stop()]).then(
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
      beside = startRunner?.() ?? null
    })
}
