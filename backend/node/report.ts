import { pino } from 'pino'
import type { Deps } from '../http/deps.ts'

/** Structured lines on stderr; on a terminal only what needs a person. Errors are told by type, message and stack: no texts, no keys. */
export const createReport = (): { report: Deps['report']; info(message: string, fields?: Record<string, unknown>): void } => {
  const logger = pino(
    { level: process.stderr.isTTY ? 'warn' : 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination(2),
  )
  return {
    report: (level, message, error) => logger[level](error instanceof Error ? { err: error } : {}, message),
    info: (message, fields = {}) => logger.info(fields, message),
  }
}
