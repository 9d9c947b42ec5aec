import type { AccessStore, Clock, LogStore } from '../core/ports.ts'
import type { Deletions } from '../flows/deletion.ts'
import type { Observe } from '../flows/observe.ts'
import type { Sink, Stream } from '../flows/stream.ts'

/** A body as text, inflated; `limit` counts decompressed bytes. */
export type BodyText = { ok: true; text: string } | { ok: false; why: 'too-large' | 'corrupt' | 'unsupported' | 'busy' }

/** Who is let in, decided when the host starts. */
export interface Policy {
  /** The host listens on loopback only: open to this machine as long as there is no key. */
  loopback: boolean
  /** SHA-256 hex of the operator's key of the environment. */
  adminKeyHash: string | null
  corsOrigins: readonly string[]
  /** The app runs inside a command of the operator, who holds the database itself: nothing is asked. */
  trusted: boolean
}

/** What a host hands the app for one request. */
export interface Deps {
  logs: LogStore
  access: AccessStore
  observe: Observe
  stream: Stream
  deletions: Deletions
  policy: Policy
  clock: Clock
  readBody(request: Request, limitBytes: number): Promise<BodyText>
  /** A host's cheaper way to send events, and the response to return for it; absent: a web stream. */
  events?: (headers: Record<string, string>, closed: () => void) => { sink: Sink; response: Response }
  /** Structured, without secrets and texts. */
  report(level: 'warn' | 'error', message: string, error?: unknown): void
}

export type Env = { Variables: { deps: Deps } }
