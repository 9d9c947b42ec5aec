import type { Command } from 'commander'
import type { Config } from '../config.ts'
import { type Connection, connect } from '../connect.ts'
import { holderOf } from '../dataFolder.ts'
import { hasData } from '../folder.ts'
import { StartError } from '../startError.ts'

/** Puts the common flags on a command: those of a server that listens, of one that asks a server, or of one that only needs the data folder. */
export type Settings = (command: Command, kind: 'server' | 'client' | 'local') => Command

/** Adds a command; `configOf` reads what it runs with, `env` is for the programs that it starts. */
export type AddCommand = (program: Command, settings: Settings, configOf: (command: Command) => Config, env: NodeJS.ProcessEnv) => void

/** Whether there is something to connect to: a server, PostgreSQL, or a folder with a database or its holder in it. */
const isThere = ({ url, databaseUrl, dataDir }: Config): boolean =>
  url !== null || databaseUrl !== null || hasData(dataDir) || holderOf(dataDir) !== null

/** Why a command that only reads makes no data folder; null when there is something to read. */
export const nothingThere = (config: Config): string | null =>
  isThere(config) ? null : `there is no data in ${config.dataDir}: is it the right --data-dir, or is a server elsewhere (--url)?`

/** Whether a command would begin a data folder: whatever can be refused is to be refused before. */
export const isFresh = (config: Config): boolean => !isThere(config)

/** Runs some work against the API, wherever it is, and lets go of it. `StartError` when there is nothing to read. */
export const connected = async <T>(config: Config, work: (connection: Connection) => Promise<T>): Promise<T> => {
  const why = nothingThere(config)
  if (why !== null) throw new StartError(why)
  return onConnection(config, work)
}

/** The same for work that may begin a data folder, and says so. */
export const connectedAnew = async <T>(config: Config, quiet: boolean, work: (connection: Connection) => Promise<T>): Promise<T> => {
  const fresh = isFresh(config)
  return onConnection(config, async (connection) => {
    if (fresh && !quiet) process.stderr.write(`made a new data folder: ${config.dataDir}\n`)
    return work(connection)
  })
}

const onConnection = async <T>(config: Config, work: (connection: Connection) => Promise<T>): Promise<T> => {
  const connection = await connect(config)
  try {
    return await work(connection)
  } finally {
    await connection.close()
  }
}

/** The JSON of a text that a server answered; `StartError` when it is none. */
export const jsonOf = (status: number, text: string): unknown => {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch (error) {
    throw new StartError(`the server answered ${status} and no JSON: is it aicwd?`, { cause: error })
  }
}

/** The JSON of an answer that was read; one that says no ends the command with its words. */
export const readAnswer = <T>(status: number, text: string): T => {
  const body = jsonOf(status, text)
  if (status >= 200 && status < 300) return body as T
  const message = (body as { error?: { message?: string } } | null)?.error?.message ?? `the server answered ${status}`
  throw new StartError(status === 401 ? `${message} (set AICWD_KEY)` : message)
}

export const answerOf = async <T>(response: Response): Promise<T> => readAnswer<T>(response.status, await response.text())

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `90m`, `24h`, `7d` → milliseconds. */
export const durationMs = (text: string): number => {
  const [, count, unit] = /^([1-9]\d{0,5})([mhd])$/.exec(text) ?? []
  if (count === undefined || unit === undefined) throw new StartError(`"${text}" is no duration: write 90m, 24h or 7d`)
  return Number(count) * units[unit as keyof typeof units]
}
