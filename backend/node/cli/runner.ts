import { spawnRunner } from '../modelRunner.ts'
import type { AddCommand } from './command.ts'
import { modelPath } from './models.ts'

const usualPort = 8000

/** Runs the model runner until Ctrl-C or SIGTERM, and ends with its code. */
export const runner: AddCommand = (program, settings, configOf, env) => {
  settings(program.command('runner').description('serve a GGUF model on this machine'), 'local')
    .option('--model <file or name>', 'a .gguf file, or a name of `aicwd models list`')
    .option('--host <address>', 'where to listen (127.0.0.1)')
    .option('--port <number>', `port to listen on (${usualPort})`)
    .action(async ({ model, host, port }: { model?: string; host?: string; port?: string }, command) => {
      const { dataDir } = configOf(command)
      const path = await modelPath(model, dataDir)
      const child = spawnRunner({ model: path, host, ...(port !== undefined && { port: Number(port) }) }, env)
      const forward = () => {
        process.once('SIGINT', () => process.exit(1))
        process.once('SIGTERM', () => process.exit(1))
        child.kill('SIGTERM')
      }
      process.once('SIGINT', forward)
      process.once('SIGTERM', forward)
      child.once('exit', (code) => process.exit(code ?? 1))
    })
}
