import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { version } from '../../package.json'
import type { CampaignStore } from '../core/campaignStore.ts'
import type { DeletionStore } from '../core/deletion.ts'
import type { DriftStore } from '../core/drift.ts'
import type { Embedder, EmbedderStore } from '../core/embedder.ts'
import type { Engine, EtlStore, MartStore } from '../core/etl.ts'
import type { AccessStore, Clock, LogStore, Measure } from '../core/ports.ts'
import type { Random } from '../core/random.ts'
import { createDeletions } from '../flows/deletion.ts'
import { createDrift } from '../flows/drift/drift.ts'
import { createEmbedding } from '../flows/embed/embedding.ts'
import { createEtl } from '../flows/etl/etl.ts'
import { createObserve } from '../flows/observe.ts'
import { createStream } from '../flows/stream.ts'
import type { Pause } from '../flows/stress/pace.ts'
import type { Begun } from '../flows/stress/status.ts'
import { createStress } from '../flows/stress/stress.ts'
import { createApp } from '../http/app.ts'
import { cachedAccess } from '../http/cachedAccess.ts'
import type { Deps, Policy, RedTeam } from '../http/deps.ts'
import type { Tools } from '../measure/index.ts'
import { createBodyReader, webBody } from './body.ts'

/** Bytes waiting for a reader of the stream before it counts as slow. */
const slowAbove = 64 * 1024

interface Parts {
  logs: LogStore
  access: AccessStore
  deletions: DeletionStore
  etl: { store: EtlStore; marts: MartStore; engine: Engine | null; everyMs: number }
  /** `reads` is the id of whose sums are read: the table's, or of who embeds behind ingest. */
  drift: { store: DriftStore; table: Embedder; reads(): Promise<string> }
  /** Who embeds behind ingest here; null: the table alone. */
  embedding: { store: EmbedderStore; embedder: Embedder } | null
  measure: Measure
  campaigns: CampaignStore
  redTeam: RedTeam
  /** How calls of a run are measured. */
  tools: Tools
  /** This host alone holds the database. */
  alone: boolean
  random: Random
  pause: Pause
  newId(): string
  clock: Clock
  policy: Policy
  report: Deps['report']
}

/** Events written straight to the socket: a third of the memory of a web stream for each reader. */
const nodeEvents =
  ({ outgoing }: HttpBindings): NonNullable<Deps['events']> =>
  (headers, closed) => {
    // The stream ends with its connection, so its pieces need no chunk around them: a third less work a write.
    outgoing.shouldKeepAlive = false
    outgoing.removeHeader('transfer-encoding')
    outgoing.writeHead(200, headers)
    if (outgoing.destroyed) closed()
    else outgoing.on('close', closed)
    return {
      sink: {
        write: (bytes) => {
          if (outgoing.destroyed || outgoing.writableLength > slowAbove) return false
          outgoing.write(bytes)
          return true
        },
        end: () => outgoing.end(),
        abort: () => outgoing.destroy(),
      },
      response: RESPONSE_ALREADY_SENT,
    }
  }

/** The app wired for Node, over whatever stores and pool it is given. */
export const createHost = (parts: Parts) => {
  const { logs, access, measure, campaigns, redTeam, clock, policy, report } = parts
  const failed = (error: unknown) => report('warn', 'behind the answers something failed', error)
  const { store, table } = parts.drift
  const drift = createDrift({ ...parts.drift, clock })
  const embedding = parts.embedding && createEmbedding({ ...parts, ...parts.embedding, drift: store, model: table, told: report, failed })
  const begun = new Map<string, Begun>()
  const stream = createStream({ logs, campaigns, begun, drift, clock, failed })
  const deletions = createDeletions({ logs, store: parts.deletions, clock, failed })
  const { vendors, caps } = redTeam
  const stress = createStress({ ...parts, vendors, caps, begun, failed, changed: stream.wake })
  const etl = createEtl({ ...parts.etl, newId: parts.newId, failed })
  const readText = createBodyReader()
  const shared = {
    logs,
    access: cachedAccess(access, clock),
    observe: createObserve({ measure, logs, clock }),
    stream,
    deletions,
    campaigns,
    stress,
    begun,
    drift,
    embedding,
    redTeam,
    etl,
    policy,
    clock,
    version,
    report,
  }
  const app = createApp((bindings) => {
    const node = bindings as Partial<HttpBindings> | undefined
    return {
      ...shared,
      readBody: (request, limit) => readText(node?.incoming ?? webBody(request), request.headers.get('content-encoding'), limit),
      ...(node?.outgoing && { events: nodeEvents(node as HttpBindings) }),
    }
  })
  return { app, stream, deletions, stress, drift, embedding, etl }
}
