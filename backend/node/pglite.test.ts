import { openTestDatabase } from '../../test/pglite.ts'
import { accessStoreContract } from '../store/contract/accessStore.ts'
import { logStoreContract } from '../store/contract/logStore.ts'
import { createAccessStore } from '../store/postgres/accessStore.ts'
import { compact } from '../store/postgres/compact.ts'
import { createLogStore } from '../store/postgres/logStore.ts'

logStoreContract('PGlite', async () => {
  const { sql, close } = await openTestDatabase()
  let now = 0
  return {
    store: createLogStore(sql, { clock: () => now }),
    compact: (at) => compact(sql, at),
    setClock: (at) => {
      now = at
    },
    close,
  }
})

accessStoreContract('PGlite', async () => {
  const { sql, close } = await openTestDatabase()
  return { store: createAccessStore(sql), close }
})
