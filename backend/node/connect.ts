import type { Config } from './config.ts'
import { holderOf, isNear } from './dataFolder.ts'
import { StartError } from './startError.ts'

/** The API as a command uses it, wherever it runs. */
export interface Connection {
  /** `path` begins with a slash. Rejects with a `StartError` when nobody answers. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** In words, for the user. */
  where: string
  /** Null when no server runs. */
  pageUrl: string | null
  close(): Promise<void>
}

/** A server at its address. */
export const overHttp = (url: string, key: string | null): Connection => {
  const base = url.replace(/\/+$/, '')
  return {
    fetch: async (path, init = {}) => {
      const headers = new Headers(init.headers)
      if (key !== null) headers.set('Authorization', `Bearer ${key}`)
      try {
        return await fetch(`${base}${path}`, { ...init, headers, signal: init.signal ?? AbortSignal.timeout(120_000) })
      } catch (error) {
        throw new StartError(`${base} does not answer: is it running there?`, { cause: error })
      }
    },
    where: base,
    pageUrl: base,
    close: async () => {},
  }
}

/** A running server by its address, else the one that holds the data folder, else the database itself opened in this process. */
export const connect = async (config: Config): Promise<Connection> => {
  if (config.url !== null) return overHttp(config.url, config.key)
  const holder = config.databaseUrl === null ? holderOf(config.dataDir) : null
  if (holder !== null) {
    if (!isNear(holder))
      throw new StartError(`process ${holder.pid} on ${holder.host} holds ${config.dataDir}: say with --url where it answers`)
    if (holder.url === null) throw new StartError(`process ${holder.pid} holds ${config.dataDir} and is not listening: wait for it to end`)
    return overHttp(holder.url, config.key ?? config.adminKey)
  }
  const [{ openParts }, { idOfEmbedder }] = await Promise.all([import('./parts.ts'), import('./chooseEmbedder.ts')]) // what talks to a server does without
  const parts = await openParts(config, { loopback: true, trusted: true }, { embedder: null, reads: idOfEmbedder(config) })
  return {
    fetch: async (path, init) => parts.app.request(path, init),
    where: config.databaseUrl === null ? config.dataDir : 'the database of DATABASE_URL',
    pageUrl: null,
    close: () => parts.close(),
  }
}
