import { createHash } from 'node:crypto'
import { ulid } from 'ulid'
import type { Embedder } from '../core/embedder.ts'
import { createVendors } from '../providers/index.ts'
import { practiceAnswer } from '../redteam/practice/practice.ts'
import { createAccessStore } from '../store/postgres/accessStore.ts'
import { createCampaignStore } from '../store/postgres/campaignStore.ts'
import { createDeletionStore } from '../store/postgres/deletionStore.ts'
import { createDriftStore } from '../store/postgres/driftStore.ts'
import { createEmbedderStore } from '../store/postgres/embedderStore.ts'
import { createEtlStore } from '../store/postgres/etlStore.ts'
import { createLogStore } from '../store/postgres/logStore.ts'
import { createMartStore } from '../store/postgres/martStore.ts'
import { boundedFetch } from './boundedFetch.ts'
import type { Config } from './config.ts'
import { openDatabase } from './database.ts'
import { DataFolderHeld } from './dataFolder.ts'
import { tableEmbedder } from './embedder.ts'
import { createHost } from './host.ts'
import { createMeasurePool } from './measurePool.ts'
import { pause } from './pause.ts'
import { usualWish } from './redTeamConfig.ts'
import { createReport } from './report.ts'
import { StartError } from './startError.ts'
import { chooseEngine } from './transform/choose.ts'

const open = async ({ dataDir, databaseUrl }: Config) => {
  try {
    return await openDatabase({ dataDir, databaseUrl })
  } catch (error) {
    if (error instanceof DataFolderHeld) throw new StartError(error.message, { cause: error })
    const reason = String((error as Error).message).split('\n')[0]
    throw new StartError(databaseUrl === null ? `${dataDir} cannot be opened: ${reason}` : `DATABASE_URL cannot be used: ${reason}`, {
      cause: error,
    })
  }
}

interface Embeds {
  /** Behind ingest; null: nobody, or another process. */
  embedder: Embedder | null
  /** By whose id drift is read. */
  reads(): Promise<string>
}

/** The database, the stores, the pool and the app over them: what a server and a command without a server have in common. */
export const openParts = async (config: Config, who: { loopback: boolean; trusted: boolean }, { embedder, reads }: Embeds) => {
  const { report } = createReport()
  const defaults = usualWish(process.cwd())
  const database = await open(config)
  const clock = Date.now
  const logs = createLogStore(database.sql, { clock })
  const access = createAccessStore(database.sql)
  const pool = createMeasurePool({ prices: config.prices })
  const policy = {
    ...who,
    adminKeyHash: config.adminKey === null ? null : createHash('sha256').update(config.adminKey).digest('hex'),
    corsOrigins: config.corsOrigins,
  }
  const campaigns = createCampaignStore(database.sql)
  const host = createHost({
    logs,
    access,
    deletions: createDeletionStore(database.sql),
    etl: {
      store: createEtlStore(database.sql),
      marts: createMartStore(database.sql),
      engine: chooseEngine(config, database.sql),
      everyMs: config.etlEvery,
    },
    drift: { store: createDriftStore(database.sql), table: tableEmbedder, reads },
    embedding: embedder && { store: createEmbedderStore(database.sql), embedder },
    measure: pool.measure,
    campaigns,
    redTeam: {
      vendors: createVendors(config, boundedFetch, practiceAnswer),
      defaults,
      caps: { usd: config.redTeamMaxUsd, tokens: config.redTeamMaxTokens },
    },
    tools: { prices: config.prices },
    alone: database.kind === 'embedded',
    random: Math.random,
    pause,
    newId: () => ulid(),
    clock,
    policy,
    report,
  })
  if (database.kind === 'embedded') await host.etl.alone() // the lock on the folder says so
  return {
    ...host,
    database,
    pool,
    logs,
    access,
    campaigns,
    policy,
    clock,
    report,
    close: async () => {
      await host.stream.close()
      await host.stress.close()
      await host.etl.close()
      await host.embedding?.close()
      await host.deletions.stop()
      await pool.close()
      await database.close()
    },
  }
}

export type Parts = Awaited<ReturnType<typeof openParts>>
