import { pino } from 'pino'
import type { Deps } from '../http/deps.ts'

/** What is told of an error: a driver's carries more, as the values of the row it stumbled over. */
const told = (error: Error & { code?: unknown }) => {
  const { name, code, message, stack } = error
  return { type: name, ...(code !== undefined && { code }), message, stack }
}

interface Out {
  write(line: string): void
}

/** Structured lines on stderr; on a terminal only what needs a person. Errors are told by name, code, message and stack: no texts, no keys. */
export const createReport = (out: Out = pino.destination(2)): { report: Deps['report'] } => {
  const logger = pino(
    { level: process.stderr.isTTY ? 'warn' : 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: told } },
    out,
  )
  return { report: (level, message, error) => logger[level](error instanceof Error ? { err: error } : {}, message) }
}
