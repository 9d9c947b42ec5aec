import type { CampaignStore } from '../core/campaignStore.ts'
import type { Change, Clock, LogFilter, LogStore } from '../core/ports.ts'
import type { DriftFlow } from './drift/drift.ts'
import { headOut } from './heads.ts'
import { type Window, windowMetrics } from './metrics.ts'
import type { Begun } from './stress/status.ts'
import { createRunWatch } from './stress/watch.ts'

/** Where events go, in UTF-8 bytes. `write` says false when the reader is slow and its buffer is full. */
export interface Sink {
  write(bytes: Uint8Array<ArrayBuffer>): boolean
  /** Ends it after what was written. */
  end(): void
  /** Ends it now, whatever is still to be written. */
  abort(): void
}

export type StreamFilter = Pick<LogFilter, 'model' | 'service' | 'route' | 'source'>

interface Client {
  sink: Sink
  /** When its buffer was first found full; null when it keeps up. */
  slowSince: number | null
}

/** Clients that see the same events: each event is made into text once for all of them. */
interface Group {
  key: string
  filter: StreamFilter
  window: Window
  clients: Set<Client>
  /** Clients on their way in: the group stays for them. */
  joining: number
  /** Log events of the current second, for sampling. */
  second: number
  sent: number
}

const pollMs = 250
const metricsMs = 5_000
const heartbeatMs = 15_000
const logsPerSecond = 20
const resumable = 1_000
const slowMs = 30_000
const pageSize = 500
export const mostClients = 5_000
export const mostGroups = 200

const utf8 = new TextEncoder()
/** The cursor before the first log. */
const beginning = '0'
const stillHere = utf8.encode(': still here\n\n')

/** An event is encoded once, however many read it. */
const event = (name: string, cursor: string | null | undefined, data: unknown): Uint8Array<ArrayBuffer> =>
  utf8.encode(`event: ${name}\nid: ${cursor ?? beginning}\ndata: ${JSON.stringify(data)}\n\n`)

const matches = (filter: StreamFilter, { head }: Change): boolean =>
  (filter.model === undefined || filter.model === head.model) &&
  (filter.service === undefined || filter.service === head.service) &&
  (filter.route === undefined || filter.route === head.route) &&
  (filter.source === undefined || filter.source === head.source)

const logEvent = ({ cursor, head }: Change): Uint8Array<ArrayBuffer> => event('log', cursor, headOut(head))

export interface Stream {
  /** Joins a client; false when there are too many. The returned function takes it out again. */
  join(wish: { filter: StreamFilter; window: Window; lastEventId: string | null; sink: Sink }): Promise<(() => void) | null>
  /** Says that something was stored, so that waiting readers see it now and not at the next look. */
  wake(): void
  /** Ends every client; resolves when nothing is read any more. */
  close(): Promise<void>
}

interface Parts {
  logs: LogStore
  campaigns: Pick<CampaignStore, 'runs' | 'latestFinished'>
  /** Runs that this host drives, by their id. */
  begun: ReadonlyMap<string, Begun>
  drift: Pick<DriftFlow, 'headline'>
  clock: Clock
  failed(error: unknown): void
}

/**
 * Server-sent events as a cursor over the store: one reader a process follows `changes` and hands what is new to the clients, grouped by
 * what they asked for. Nothing is buffered for a slow client: it misses events, and after 30 s is dropped; it resumes by its last id.
 * Work per change is O(groups) to match and O(clients) to write.
 */
export const createStream = ({ logs, campaigns, begun, drift, clock, failed }: Parts): Stream => {
  const runs = createRunWatch(campaigns, begun, clock)
  const groups = new Map<string, Group>()
  let clients = 0
  let joining = 0
  let cursor: string | null | undefined // undefined: not following
  let last: Promise<unknown> = Promise.resolve()
  let timers: ReturnType<typeof setInterval>[] = []
  let polling = false
  let again = false
  let ticking: Promise<void> | null = null

  /** Polls, joins and metrics take turns, so that a client that joins misses nothing and sees nothing twice. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }

  const drop = (group: Group, client: Client): void => {
    if (!group.clients.delete(client)) return
    clients -= 1
    tidy(group)
  }

  /** Forgets a group nobody is in, and stops following when nobody is there at all. */
  const tidy = (group: Group): void => {
    if (group.clients.size === 0 && group.joining === 0) groups.delete(group.key)
    if (clients === 0 && joining === 0) rest()
  }

  const send = (group: Group, client: Client, bytes: Uint8Array<ArrayBuffer>): void => {
    if (client.slowSince !== null && clock() - client.slowSince > slowMs) {
      drop(group, client)
      client.sink.abort()
      return
    }
    if (client.sink.write(bytes)) client.slowSince = null
    else client.slowSince ??= clock()
  }

  const broadcast = (group: Group, bytes: Uint8Array<ArrayBuffer>): void => {
    for (const client of group.clients) send(group, client, bytes)
  }

  const publish = (change: Change): void => {
    const second = Math.floor(clock() / 1000)
    for (const group of groups.values()) {
      if (!matches(group.filter, change)) continue
      if (group.second !== second) Object.assign(group, { second, sent: 0 })
      group.sent += 1
      if (group.sent <= logsPerSecond) broadcast(group, logEvent(change))
    }
  }

  const follow = async (): Promise<void> => {
    if (cursor === undefined) return
    for (;;) {
      const page = await logs.changes(cursor, pageSize)
      if (cursor === undefined) return // everybody left meanwhile
      for (const change of page.items) publish(change)
      cursor = page.nextCursor
      if (page.items.length < pageSize) break
    }
    for (const status of await runs.changed()) {
      const bytes = event('red-team', cursor, status)
      for (const group of groups.values()) broadcast(group, bytes)
    }
  }

  const poll = (): void => {
    if (polling) {
      again = true
      return
    }
    polling = true
    inTurn(follow)
      .catch(failed)
      .finally(() => {
        polling = false
        if (again) {
          again = false
          poll()
        }
      })
  }

  const sendMetrics = async (group: Group, to: Iterable<Client>, newestArrival: number | null): Promise<void> => {
    const latestRun = await campaigns.latestFinished()
    const worst = await drift.headline(group.filter)
    const bytes = event('metrics', cursor, await windowMetrics(logs, clock(), group.window, group.filter, newestArrival, latestRun, worst))
    for (const client of to) send(group, client, bytes)
  }

  /** Group after group, and not again before it is through: a slow database is not asked more than it can answer. */
  const tick = (): void => {
    const all = async () => {
      const { newestArrival } = await logs.position()
      for (const group of groups.values()) await sendMetrics(group, group.clients, newestArrival)
    }
    ticking ??= all()
      .catch(failed)
      .finally(() => {
        ticking = null
      })
  }

  const start = async (): Promise<void> => {
    if (cursor !== undefined) return
    cursor = (await logs.position()).cursor
    const every = (ms: number, work: () => void) => timers.push(setInterval(work, ms))
    every(pollMs, poll)
    every(metricsMs, tick)
    every(heartbeatMs, () => {
      for (const group of groups.values()) broadcast(group, stillHere)
    })
  }

  const rest = (): void => {
    for (const timer of timers) clearInterval(timer)
    timers = []
    cursor = undefined
  }

  /** What a returning client missed, or a `reset` when that is too much or its id means nothing here. */
  const missed = async (from: string): Promise<{ changes: Change[] } | { reset: string }> => {
    try {
      const { behind } = await logs.position(from)
      if (behind > resumable) return { reset: `${behind} events were missed, more than the ${resumable} that are replayed` }
      const changes: Change[] = []
      let at: string | null = from
      while (at !== (cursor ?? null) && changes.length <= resumable) {
        const page = await logs.changes(at, pageSize)
        for (const change of page.items) {
          changes.push(change)
          if (change.cursor === cursor) return { changes }
        }
        if (page.items.length === 0) break
        at = page.nextCursor
      }
      return { changes }
    } catch (error) {
      if (error instanceof RangeError) return { reset: 'the last event id is unknown here' }
      throw error
    }
  }

  const groupOf = (filter: StreamFilter, window: Window): Group | null => {
    const key = JSON.stringify([filter.model, filter.service, filter.route, filter.source, window])
    const known = groups.get(key)
    if (known !== undefined) return known
    if (groups.size >= mostGroups) return null
    const group: Group = { key, filter, window, clients: new Set(), joining: 0, second: 0, sent: 0 }
    groups.set(key, group)
    return group
  }

  const enter = async (group: Group, client: Client, lastEventId: string | null): Promise<void> => {
    await start()
    await follow()
    if (lastEventId !== null) {
      const since = await missed(lastEventId)
      if ('reset' in since) client.sink.write(event('reset', cursor, { reason: since.reset }))
      else for (const change of since.changes) if (matches(group.filter, change)) client.sink.write(logEvent(change))
    }
    const { newestArrival } = await logs.position()
    await sendMetrics(group, [client], newestArrival)
    for (const status of runs.active()) send(group, client, event('red-team', cursor, status))
    group.clients.add(client)
    clients += 1
  }

  const join: Stream['join'] = async ({ filter, window, lastEventId, sink }) => {
    const group = clients + joining < mostClients ? groupOf(filter, window) : null
    if (group === null) return null
    const client: Client = { sink, slowSince: null }
    joining += 1
    group.joining += 1
    try {
      await inTurn(() => enter(group, client, lastEventId))
      return () => drop(group, client)
    } finally {
      joining -= 1
      group.joining -= 1
      tidy(group)
    }
  }

  const endAll = (): void => {
    for (const group of groups.values())
      for (const client of group.clients) {
        drop(group, client)
        client.sink.end()
      }
  }

  return {
    join,
    wake: () => {
      if (clients > 0) poll()
    },
    close: async () => {
      endAll()
      await Promise.all([last, ticking])
      endAll() // who was on his way in
    },
  }
}
