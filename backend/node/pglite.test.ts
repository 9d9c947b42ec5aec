import { openTestDatabase } from '../../test/pglite.ts'
import { accessStoreContract } from '../store/contract/accessStore.ts'
import { campaignStoreContract } from '../store/contract/campaignStore.ts'
import { deletionStoreContract } from '../store/contract/deletionStore.ts'
import { driftStoreContract } from '../store/contract/driftStore.ts'
import { embedderStoreContract } from '../store/contract/embedderStore.ts'
import { etlStoreContract } from '../store/contract/etlStore.ts'
import { logStoreContract } from '../store/contract/logStore.ts'
import { openDriftOver, openEmbedderOver, openEtlOver, openStoreOver } from '../store/contract/open.ts'
import { createAccessStore } from '../store/postgres/accessStore.ts'
import { createCampaignStore } from '../store/postgres/campaignStore.ts'
import { createDeletionStore } from '../store/postgres/deletionStore.ts'

logStoreContract('PGlite', async () => openStoreOver(await openTestDatabase()))

accessStoreContract('PGlite', async () => {
  const { sql, close } = await openTestDatabase()
  return { store: createAccessStore(sql), close }
})

etlStoreContract('PGlite', async () => openEtlOver(await openTestDatabase()))

campaignStoreContract('PGlite', async () => {
  const { sql, close } = await openTestDatabase()
  return { store: createCampaignStore(sql), close }
})

driftStoreContract('PGlite', async () => openDriftOver(await openTestDatabase()))

embedderStoreContract('PGlite', async () => openEmbedderOver(await openTestDatabase()))

deletionStoreContract('PGlite', async () => {
  const { sql, close } = await openTestDatabase()
  return { store: createDeletionStore(sql), close }
})
