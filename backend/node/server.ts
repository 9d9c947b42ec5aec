import { existsSync } from 'node:fs'
import type { Server } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { serve as listen } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import type { Hono } from 'hono'
import { isOpen } from '../http/auth.ts'
import type { Env } from '../http/deps.ts'
import { chooseEmbedder } from './chooseEmbedder.ts'
import { type Config, isLoopback } from './config.ts'
import { noteAddress } from './dataFolder.ts'
import { tableEmbedder } from './embedder.ts'
import { folderFault, hasData } from './folder.ts'
import { keepHouse } from './house.ts'
import { openParts } from './parts.ts'
import { StartError } from './startError.ts'

/** A body must have arrived by then; a slower sender gets 408. */
const requestTimeoutMs = 60_000
/** After the start, when the page has been read, it is seen whether a refresh of the marts was missed. */
const firstLookMs = 5_000
/** How long what is under way may take when the server closes. */
const drainMs = 10_000

export interface Served {
  url: string
  /** No key is needed. */
  open: boolean
  close(): Promise<void>
}

const contentPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** The built page, when there is one beside this file. */
const servePage = (app: Hono<Env>): void => {
  const root = fileURLToPath(new URL('./page', import.meta.url))
  if (!existsSync(root)) return
  app.use('/*', async (c, next) => {
    await next()
    c.header('Content-Security-Policy', contentPolicy)
    c.header('Referrer-Policy', 'no-referrer')
    c.header('X-Frame-Options', 'DENY')
    c.header('Cache-Control', c.req.path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
  })
  app.get('/*', serveStatic({ root }))
}

/** Rejects with a `StartError` in the words of `why` when a port cannot be listened on. */
const probe = (host: string, port: number, why: (code: string) => string): Promise<void> =>
  new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', ({ code }: NodeJS.ErrnoException) => reject(new StartError(why(code ?? 'unknown'))))
      .listen(port, host, () => server.close(() => resolve()))
  })

/** Rejects with a `StartError` when nothing can listen on an address, whatever the port. */
const checkAddress = (host: string): Promise<void> => probe(host, 0, (code) => `${host} is no address of this machine (${code})`)

const portFault = ({ host, port }: Config, code: string): string =>
  `port ${port} on ${host} ${code === 'EADDRINUSE' ? 'is in use: stop what uses it or choose another with --port' : `cannot be used (${code})`}`

const needsKey = (host: string): string =>
  `${host} can be reached from elsewhere: set AICWD_ADMIN_KEY to a secret of your own, or listen on 127.0.0.1`

/** What would end a start is said before a data folder is made for it. Of one that is there, who holds it says more than the port. */
const checkStart = async (config: Config): Promise<void> => {
  const { host, adminKey, databaseUrl, dataDir } = config
  const loopback = isLoopback(host)
  if (!loopback) await checkAddress(host)
  if (databaseUrl !== null || hasData(dataDir) || folderFault(dataDir) !== null) return
  if (!loopback && adminKey === null) throw new StartError(needsKey(host))
  await probe(host, config.port, (code) => portFault(config, code))
}

const listening = (app: Hono<Env>, config: Config): Promise<Server> =>
  new Promise((resolve, reject) => {
    const { host, port } = config
    const server = listen({ fetch: app.fetch, hostname: host, port, serverOptions: { requestTimeout: requestTimeoutMs } }, () =>
      resolve(server as Server),
    )
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new StartError(portFault(config, error.code ?? 'unknown')))
    })
  })

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), drainMs)
    server.close(() => {
      clearTimeout(force)
      resolve()
    })
    server.closeIdleConnections()
  })

/** Starts everything; `StartError` says in one line why it can't. Closing drains: what was taken in is stored and answered first. */
export const serve = async (config: Config): Promise<Served> => {
  const loopback = isLoopback(config.host)
  await checkStart(config)
  const chosen = await chooseEmbedder(config)
  const { id } = chosen?.embedder ?? tableEmbedder
  const parts = await openParts(config, { loopback, trusted: false }, { embedder: chosen?.embedder ?? null, reads: async () => id })
  const close = async (): Promise<void> => {
    await parts.close()
    await chosen?.close()
  }
  let server: Server
  try {
    if (!loopback && config.adminKey === null && !(await parts.access.keys()).some((key) => key.scopes.includes('admin')))
      throw new StartError(needsKey(config.host))
    await chosen?.begin()
    servePage(parts.app)
    server = await listening(parts.app, config)
  } catch (error) {
    await close()
    throw error
  }
  const { port } = server.address() as AddressInfo
  const name = ['0.0.0.0', '::'].includes(config.host) ? '127.0.0.1' : config.host
  const url = `http://${name.includes(':') ? `[${name}]` : name}:${port}`
  if (config.databaseUrl === null) noteAddress(config.dataDir, url)
  parts.pool.begin() // so that the first log does not wait for them
  const stopKeeping = keepHouse(parts, config)
  await parts.stress.begin()
  await parts.etl.start(firstLookMs)
  parts.embedding?.start()
  return {
    url,
    open: await isOpen(parts),
    close: async () => {
      await Promise.all([stopKeeping(), parts.etl.close(), parts.embedding?.close()])
      await Promise.all([parts.stream.close(), closed(server)])
      await close()
    },
  }
}
