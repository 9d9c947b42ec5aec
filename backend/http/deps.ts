import type { CampaignStore } from '../core/campaignStore.ts'
import type { AccessStore, Clock, LogStore } from '../core/ports.ts'
import type { Vendor } from '../core/provider.ts'
import type { Registry } from '../core/registry.ts'
import type { Deletions } from '../flows/deletion.ts'
import type { DriftFlow } from '../flows/drift/drift.ts'
import type { Embedding } from '../flows/embed/embedding.ts'
import type { Etl } from '../flows/etl/etl.ts'
import type { Observe } from '../flows/observe.ts'
import type { Sink, Stream } from '../flows/stream.ts'
import type { ServerCaps, Wish } from '../flows/stress/start.ts'
import type { Begun } from '../flows/stress/status.ts'
import type { Stress } from '../flows/stress/stress.ts'

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

/** What runs can be aimed at, what they do by default, and what they may cost. */
export interface RedTeam {
  vendors: Registry<Vendor>
  defaults: Wish
  caps: ServerCaps
}

/** What a host hands the app for one request. */
export interface Deps {
  logs: LogStore
  access: AccessStore
  observe: Observe
  stream: Stream
  deletions: Deletions
  campaigns: CampaignStore
  stress: Stress
  /** Runs that this host drives, by their id. */
  begun: ReadonlyMap<string, Begun>
  drift: DriftFlow
  /** Who embeds behind ingest; null: the built-in table alone. */
  embedding: Pick<Embedding, 'status'> | null
  redTeam: RedTeam
  etl: Pick<Etl, 'store' | 'marts' | 'schedule' | 'claim' | 'renew' | 'complete'>
  policy: Policy
  clock: Clock
  /** Of this program. */
  version: string
  readBody(request: Request, limitBytes: number): Promise<BodyText>
  /** A host's cheaper way to send events, and the response to return for it; absent: a web stream. */
  events?: (headers: Record<string, string>, closed: () => void) => { sink: Sink; response: Response }
  /** Structured, without secrets and texts. */
  report(level: 'info' | 'warn' | 'error', message: string, error?: unknown): void
}

export type Env = { Variables: { deps: Deps; who: string } }
