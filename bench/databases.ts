import { startPostgres } from '../test/postgres.ts'
import { type Started, startServer, temporaryFolder } from './server.ts'

/** Runs the work against a server on each database; PostgreSQL is left out by name where it can't be had. */
export const onBothDatabases = async (work: (name: string, server: Started) => Promise<void>): Promise<void> => {
  const run = async (name: string, databaseUrl?: string) => {
    const folder = temporaryFolder()
    const server = await startServer(folder.path, databaseUrl)
    try {
      await work(name, server)
    } finally {
      await server.stop()
      folder.remove()
    }
  }
  await run('embedded')
  const postgres = await startPostgres()
  if ('skipped' in postgres) {
    console.log(`PostgreSQL left out: ${postgres.skipped}`)
    return
  }
  try {
    await run('PostgreSQL', postgres.url)
  } finally {
    await postgres.stop()
  }
}
