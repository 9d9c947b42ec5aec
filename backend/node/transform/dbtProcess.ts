import { spawn } from 'node:child_process'

/** SIGTERM would leave the query running; who does not heed SIGINT is killed. */
const graceMs = 8_000
/** Bytes kept of what dbt prints; its end is what matters. */
const mostLog = 256 * 1024

export interface Ended {
  /** Null when it was ended by a signal or never began. */
  code: number | null
  log: string
  /** Why it could not be started. */
  error: Error | null
}

/** Runs a program until it ends or the signal is aborted. */
export const runProcess = (program: string, args: readonly string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Ended> =>
  new Promise((done) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let log = ''
    let error: Error | null = null
    let killing: NodeJS.Timeout | undefined
    const keep = (text: string) => {
      log = (log + text).slice(-mostLog)
    }
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', keep)
    const stop = () => {
      child.kill('SIGINT')
      killing = setTimeout(() => child.kill('SIGKILL'), graceMs)
    }
    child.on('error', (cause) => {
      error = cause
    })
    child.on('close', (code) => {
      clearTimeout(killing)
      signal.removeEventListener('abort', stop)
      done({ code, log, error })
    })
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop)
  })
