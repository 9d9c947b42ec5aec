import { Command, CommanderError } from 'commander'
import { version } from '../../../package.json'
import { type Config, loadConfig } from '../config.ts'
import { StartError } from '../startError.ts'
import { baseline } from './baseline.ts'
import { check } from './check.ts'
import type { Settings } from './command.ts'
import { doctor } from './doctor.ts'
import { etl } from './etl.ts'
import { importFiles } from './import.ts'
import { keys } from './keys.ts'
import { models } from './models.ts'
import { redTeam } from './redTeam.ts'
import { report } from './report.ts'
import { runner } from './runner.ts'
import { up } from './up.ts'

/** Wrong use ends with 2 and one line. */
const refuse = (message: string): never => {
  process.stderr.write(`aicwd: ${message.split('\n')[0]}\n`)
  process.exit(2)
}

/** The settings a command runs with, of flags, environment and file. */
const configOf = (command: Command): Config => {
  const loaded = loadConfig({ flags: command.optsWithGlobals(), env: process.env, cwd: process.cwd() })
  if (!loaded.ok) return refuse(loaded.message)
  for (const warning of loaded.warnings) process.stderr.write(`aicwd: ${warning}\n`)
  return loaded.config
}

/** What a wrong use gets is one line, from `refuse`; help that was asked for goes to stdout. */
const quiet = { outputError: () => {}, writeErr: () => {} }

const program = new Command('aicwd')
  .description('The Cognitive Waste Observatory: where tokens go to waste, what that costs, and when a model changes')
  .version(version, '--version', 'which version this is')
  .exitOverride()
  .configureOutput(quiet)

const settings: Settings = (command, kind) => {
  if (kind === 'server')
    command.option('--host <address>', 'where to listen (127.0.0.1)').option('--port <number>', 'port to listen on (3210)')
  if (kind === 'client') command.option('--url <url>', 'a running server to talk to')
  if (kind !== 'local') command.option('--database-url <url>', 'PostgreSQL instead of the embedded database')
  return command
    .option('--data-dir <folder>', kind === 'local' ? 'folder of the data (./data)' : 'folder of the embedded database (./data)')
    .option('--config <file>', 'settings (aicwd.config.yaml)')
    .exitOverride()
    .configureOutput(quiet)
}

for (const add of [up, importFiles, report, check, baseline, etl, redTeam, keys, models, runner, doctor])
  add(program, settings, configOf, process.env)

// A reader that goes away, as `| head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const isOutside = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string'

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof StartError || isOutside(error)) refuse(error.message)
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) process.exit(0)
    const group = program.commands.find((command) => command.name() === process.argv[2])?.name()
    refuse(
      error.code === 'commander.help'
        ? `name a command: ${['aicwd', group, '--help'].filter(Boolean).join(' ')} lists them`
        : error.message.replace(/^error: /, '').replace(/\n(?=\(Did you mean )/, ' '),
    )
  }
  throw error
}
