import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface RunnerStart {
  /** A GGUF file. */
  model: string
  host?: string
  port?: number
}

/** Read beside the built program: the folder above it is the package. */
const program = fileURLToPath(new URL('../bin/runner.js', import.meta.url))

/** The model runner as a child: it installs its packages when they are not there, and drains at SIGTERM or when this process is gone. */
export const spawnRunner = ({ model, host, port }: RunnerStart, env: NodeJS.ProcessEnv): ChildProcess =>
  spawn(process.execPath, [program], {
    env: {
      ...env,
      RUNNER_MODEL: model,
      ...(host !== undefined && { RUNNER_HOST: host }),
      ...(port !== undefined && { RUNNER_PORT: String(port) }),
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })

/** Its code for wrong use: trying again would end the same. */
const wrongUse = 2
const firstPauseMs = 1_000
const longestPauseMs = 30_000
/** After so long a run the next failure is a new one. */
const settledMs = 60_000

interface Child {
  kill(signal: NodeJS.Signals): boolean
  once(event: 'exit', listener: (code: number | null) => void): unknown
}

/** Keeps a child running: one that ends is started again, after a pause that doubles. `stop` ends it and resolves when it has ended. */
export const supervise = (start: () => Child, tell: (line: string) => void, pauseMs = firstPauseMs) => {
  let stopped = false
  let pause = pauseMs
  let timer: NodeJS.Timeout | undefined
  let child: Child
  let ended: Promise<void>

  const run = () => {
    const began = Date.now()
    child = start()
    ended = new Promise((done) => {
      child.once('exit', (code) => {
        done()
        if (stopped) return
        if (code === wrongUse) return tell('the model runner cannot start: see the line above. The server goes on without it')
        if (Date.now() - began > settledMs) pause = pauseMs
        tell(`the model runner ended (${code ?? 'killed'}) and is started again`)
        timer = setTimeout(run, pause)
        pause = Math.min(2 * pause, longestPauseMs)
      })
    })
  }
  run()
  return {
    stop: async (): Promise<void> => {
      stopped = true
      clearTimeout(timer)
      child.kill('SIGTERM')
      await ended
    },
  }
}
