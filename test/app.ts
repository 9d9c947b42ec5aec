import { createHash } from 'node:crypto'
import { ulid } from 'ulid'
import { usualTarget } from '../backend/core/campaign.ts'
import type { Embedder } from '../backend/core/embedder.ts'
import type { Engine } from '../backend/core/etl.ts'
import type { Vendor } from '../backend/core/provider.ts'
import { createRegistry } from '../backend/core/registry.ts'
import { intake } from '../backend/flows/intake.ts'
import type { Prices } from '../backend/measure/prices.ts'
import { sharedEmbedder, tableEmbedder } from '../backend/node/embedder.ts'
import { createHost } from '../backend/node/host.ts'
import { pause } from '../backend/node/pause.ts'
import { redTeamDefaults } from '../backend/redteam/config.ts'
import { createAccessStore } from '../backend/store/postgres/accessStore.ts'
import { createCampaignStore } from '../backend/store/postgres/campaignStore.ts'
import { createDeletionStore } from '../backend/store/postgres/deletionStore.ts'
import { createDriftStore } from '../backend/store/postgres/driftStore.ts'
import { createEmbedderStore } from '../backend/store/postgres/embedderStore.ts'
import { createEtlStore } from '../backend/store/postgres/etlStore.ts'
import { createLogStore } from '../backend/store/postgres/logStore.ts'
import { createMartStore } from '../backend/store/postgres/martStore.ts'
import { openTestDatabase } from './pglite.ts'

interface Settings {
  adminKey?: string
  loopback?: boolean
  corsOrigins?: string[]
  /** Where the handed-in clock stands, epoch milliseconds. */
  now?: number
  realClock?: boolean
  prices?: Prices
  /** Whom red-team runs can be aimed at. */
  vendors?: Vendor[]
  /** Who grades what no check decides. */
  judge?: string
  /** What refreshes the marts; absent, a worker elsewhere would. */
  engine?: Engine
  /** Who embeds behind ingest, step by step as the test asks. */
  embedder?: Embedder
}

/** The whole app over an embedded database in memory, asked without a port. */
export const openTestApp = async ({
  adminKey,
  loopback = true,
  corsOrigins = [],
  now = Date.now(),
  realClock = false,
  prices = {},
  vendors = [],
  judge = 'none',
  engine,
  embedder,
}: Settings = {}) => {
  const { sql, close } = await openTestDatabase()
  let time = now
  const clock = realClock ? Date.now : () => time
  const adminKeyHash = adminKey === undefined ? null : createHash('sha256').update(adminKey).digest('hex')
  const { app, stream, deletions, stress, embedding, etl } = createHost({
    logs: createLogStore(sql, { clock }),
    access: createAccessStore(sql),
    measure: async (body) => intake({ ...body, newId: () => ulid() }, { prices, embedder: sharedEmbedder() }),
    drift: { store: createDriftStore(sql), table: tableEmbedder, reads: async () => (embedder ?? tableEmbedder).id },
    embedding: embedder === undefined ? null : { store: createEmbedderStore(sql), embedder },
    campaigns: createCampaignStore(sql),
    redTeam: {
      vendors: createRegistry(vendors),
      defaults: { target: usualTarget, ...redTeamDefaults.parse({ judge }) },
      caps: { usd: 5, tokens: 2_000_000 },
    },
    tools: { prices },
    alone: true,
    random: () => 0.5,
    pause,
    newId: () => ulid(),
    deletions: createDeletionStore(sql),
    etl: { store: createEtlStore(sql, clock), marts: createMartStore(sql), engine: engine ?? null, everyMs: 900_000 },
    clock,
    policy: { loopback, trusted: false, adminKeyHash, corsOrigins },
    report: (level, message, error) => {
      if (level === 'error') console.error(message, error)
    },
  })
  return {
    request: (path: string, init?: RequestInit) => app.request(path, init),
    /** Every method and path that is answered. */
    routes: () => [...new Set(app.routes.filter((route) => route.method !== 'ALL').map((route) => `${route.method} ${route.path}`))],
    pass: (ms: number) => {
      time += ms
    },
    settled: () => deletions.settled(),
    stress,
    embedding,
    etl,
    sql,
    close: async () => {
      await stream.close()
      await stress.close()
      await etl.close()
      await embedding?.close()
      await deletions.settled()
      await close()
    },
  }
}

export type TestApp = Awaited<ReturnType<typeof openTestApp>>
