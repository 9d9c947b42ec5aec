import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Said } from '../../onnx-embedder/messages.ts'
import type { Embedded, Embedder } from '../core/embedder.ts'
import { asSent } from '../providers/embeddings.ts'
import type { OnnxModel } from './onnxModel.ts'
import { StartError } from './startError.ts'

export interface OpenedEmbedder {
  embedder: Embedder
  /** Before the first text comes; `StartError` says why it cannot be. */
  begin(): Promise<void>
  close(): Promise<void>
}

/** Read beside the built program: the folder above it is the package. */
const usualProgram = fileURLToPath(new URL('../bin/onnx-embedder.js', import.meta.url))
/** Its first start installs its packages. */
const usualLimits = { beginMs: 600_000, callMs: 60_000 }

/** Who does not end by then is killed. */
const graceMs = 8_000
/** What finds programs and a registry. Nobody's keys are for packages that others have written. */
const passed = /^(path|home|lang|tmpdir|npm_config_.+|(http|https|all|no)_proxy|node_extra_ca_certs|ssl_cert_(file|dir))$/i

const away = (message: string): Embedded => ({ status: 'away', message, retryAfterMs: null })

/** What a child says next; null when it ended, or is not waited for any longer. */
const hear = async (child: ChildProcess, until: AbortSignal): Promise<Said | null> => {
  const gone = new AbortController()
  const end = () => gone.abort()
  child.once('disconnect', end) // comes after the last message, other than its exit
  try {
    if (!child.connected) return null
    const [said] = (await once(child, 'message', { signal: AbortSignal.any([until, gone.signal]) })) as [Said]
    return said
  } catch {
    return null
  } finally {
    child.off('disconnect', end)
  }
}

/** By a signal that it hears while it installs, so that it ends npm too; at any other time the signal ends it at once. */
const end = async (child: ChildProcess): Promise<void> => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((done) => child.once('exit', done))
  child.kill('SIGTERM')
  const killing = setTimeout(() => child.kill('SIGKILL'), graceMs)
  await ended
  clearTimeout(killing)
}

/** Of one that said nothing. */
const unready = (until: AbortSignal, ms: number): string => {
  if (!until.aborted) return 'ended before its model was loaded'
  return (until.reason as Error).name === 'TimeoutError' ? `was not ready within ${ms / 1000} s` : 'was stopped'
}

interface Running {
  child: ChildProcess
  dimensions: number
}

/**
 * A sentence model on onnxruntime in a process of its own, which is started when it is not there: what ends it, its memory or native code that crashes,
 * ends nothing else. One call at a time; what was asked of a child that has ended comes to nothing, so an answer never belongs to another question.
 */
export const createOnnxEmbedder = (model: OnnxModel, limits = usualLimits, program = usualProgram, env = process.env): OpenedEmbedder => {
  const ownEnv = Object.fromEntries(Object.entries(env).filter(([name]) => passed.test(name)))
  const { id, modelFile, tokenizerFile } = model
  const closing = new AbortController()
  let running: Running | null = null
  let last: Promise<unknown> = Promise.resolve()

  const start = async (until: AbortSignal, ms: number): Promise<Running | string> => {
    const child = fork(program, [modelFile, tokenizerFile], {
      env: ownEnv,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 2, 'ipc'],
      execArgv: [],
    })
    child.on('error', () => {}) // it has not started, or a message did not reach it: either way it is not heard
    const said = await hear(child, until)
    if (said?.status === 'ready') return { child, dimensions: said.dimensions }
    const why = said?.status === 'failed' ? said.message : `${id} ${unready(until, ms)}`
    await end(child)
    return why
  }

  /** The one that runs, or a new one; else why there is none. */
  const ready = async (until: AbortSignal, ms: number): Promise<Running | string> => {
    if (running?.child.connected) return running
    const started = await start(until, ms)
    running = typeof started === 'string' ? null : started
    return started
  }

  const ask = async (texts: readonly string[], signal: AbortSignal): Promise<Embedded> => {
    const limit = AbortSignal.timeout(limits.callMs)
    const until = AbortSignal.any([signal, closing.signal, limit])
    const started = until.aborted ? `${id} was stopped` : await ready(until, limits.callMs)
    if (typeof started === 'string') return away(started)
    const { child, dimensions } = started
    child.send(texts.map(asSent))
    const said = await hear(child, until)
    if (said?.status === 'ok') return { status: 'ok', vectors: said.vectors, by: `${id}/${dimensions}` }
    if (said?.status === 'failed') return { status: 'refused', message: said.message }
    running = null
    await end(child)
    if (limit.aborted) return { status: 'slow', message: `${id} gave no vectors within ${limits.callMs / 1000} s` }
    // one of the texts may be what it cannot bear
    return until.aborted ? away(`${id} was stopped`) : { status: 'refused', message: `${id} ended while it read these texts` }
  }

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work)
    last = turn.catch(() => {})
    return turn
  }

  return {
    embedder: { id, embed: (texts, signal) => inTurn(() => ask(texts, signal)) },
    begin: () =>
      inTurn(async () => {
        const started = await ready(AbortSignal.any([closing.signal, AbortSignal.timeout(limits.beginMs)]), limits.beginMs)
        if (typeof started === 'string') throw new StartError(started)
      }),
    close: async () => {
      closing.abort()
      await last
      if (running !== null) await end(running.child)
    },
  }
}
