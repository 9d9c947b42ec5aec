import { compact } from '../postgres/compact.ts'
import { createDriftStore } from '../postgres/driftStore.ts'
import { createEmbedderStore } from '../postgres/embedderStore.ts'
import { createEtlStore } from '../postgres/etlStore.ts'
import { createLogStore } from '../postgres/logStore.ts'
import type { Sql } from '../postgres/sql.ts'
import type { OpenDriftStore } from './driftStore.ts'
import type { OpenEmbedderStore } from './embedderStore.ts'
import type { OpenEtl } from './etlStore.ts'
import type { OpenStore } from './logStore.ts'

/** A store over an open database, with a clock that the suite sets. */
export const openStoreOver = ({ sql, close }: { sql: Sql; close(): Promise<void> }): OpenStore => {
  let now = 0
  return {
    store: createLogStore(sql, { clock: () => now }),
    compact: (at) => compact(sql, at),
    setClock: (at) => {
      now = at
    },
    close,
  }
}

export const openEtlOver = ({ sql, close }: { sql: Sql; close(): Promise<void> }): OpenEtl => {
  let now = 0
  return {
    store: createEtlStore(sql, () => now),
    setClock: (at) => {
      now = at
    },
    close,
  }
}

/** Drift is filled by the store of logs; each of `logs()` is another host. */
export const openDriftOver = ({ sql, close }: { sql: Sql; close(): Promise<void> }): OpenDriftStore => ({
  store: createDriftStore(sql),
  logs: () => createLogStore(sql, { clock: () => 0 }),
  close,
})

export const openEmbedderOver = ({ sql, close }: { sql: Sql; close(): Promise<void> }): OpenEmbedderStore => {
  let now = 0
  return {
    store: createEmbedderStore(sql),
    drift: createDriftStore(sql),
    logs: createLogStore(sql, { clock: () => now }),
    setClock: (at) => {
      now = at
    },
    close,
  }
}
