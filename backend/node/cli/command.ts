import type { Command } from 'commander'
import type { Config } from '../config.ts'
import { type Connection, connect } from '../connect.ts'
import { StartError } from '../startError.ts'

/** Adds a command: `settings` puts the common flags on it, `configOf` reads what it runs with. */
export type AddCommand = (program: Command, settings: (command: Command) => Command, configOf: (command: Command) => Config) => void

/** Runs some work against the API, wherever it is, and lets go of it. */
export const connected = async <T>(config: Config, work: (connection: Connection) => Promise<T>): Promise<T> => {
  const connection = await connect(config)
  try {
    return await work(connection)
  } finally {
    await connection.close()
  }
}

/** The JSON of an answer; one that says no ends the command with its words. */
export const answerOf = async <T>(response: Response): Promise<T> => {
  const text = await response.text()
  let body: unknown = null
  try {
    body = text === '' ? null : JSON.parse(text)
  } catch {
    throw new StartError(`the server answered ${response.status} and no JSON: is it aicwd?`)
  }
  if (response.ok) return body as T
  const message = (body as { error?: { message?: string } } | null)?.error?.message ?? `the server answered ${response.status}`
  if (response.status === 401) throw new StartError(`${message} (set AICWD_KEY)`)
  throw new StartError(message)
}

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `90m`, `24h`, `7d` → milliseconds. */
export const durationMs = (text: string): number => {
  const [, count, unit] = /^([1-9]\d{0,5})([mhd])$/.exec(text) ?? []
  if (count === undefined || unit === undefined) throw new StartError(`"${text}" is no duration: write 90m, 24h or 7d`)
  return Number(count) * units[unit as keyof typeof units]
}
