import { computed, effect, signal, untracked } from '@preact/signals'
import type { Query } from '../lib/api.ts'
import { boundsOf } from '../lib/range.ts'
import type { Fault, Head } from '../lib/wire.ts'
import { address, filters, page, query, range } from './address.ts'
import { waiting } from './dashboard.ts'
import { known, remote, take } from './remote.ts'
import { ask, session } from './server.ts'

const pageSize = 100

/** The list of `#/logs`: heads, newest first, grown by "older". */
export const list = remote<Head[]>()
export const older = signal<string | null>(null)
export const loadingOlder = signal(false)
export const olderFault = signal<Fault | null>(null)
export const chosen = signal<string | null>(null)
/** How many texts-finding pages came back short: the server looks at a bounded number of texts a call. */
export const searching = computed(() => (query.value.q ?? '') !== '')

const onList = computed(() => page.value === 'logs' && address.value.path.length === 1)

const asked = (): Query => {
  const { from, to } = boundsOf(range.peek(), Date.now())
  const { q, minWaste } = query.peek()
  return { from, to, q, minWaste, limit: pageSize, ...filters.peek() }
}

let generation = 0
let base: Query = {}

interface Page {
  logs: Head[]
  nextCursor: string | null
}

export const reload = async (): Promise<void> => {
  const mine = ++generation
  base = asked()
  waiting.value = 0
  olderFault.value = null
  const answer = await ask<Page>('/api/logs', { query: base })
  if (mine !== generation) return
  take(list, answer, ({ logs }) => logs)
  older.value = answer.ok ? answer.value.nextCursor : null
}

/** Adds the next page of older logs. */
export const loadOlder = async (): Promise<void> => {
  if (older.value === null || loadingOlder.value) return
  const mine = generation
  loadingOlder.value = true
  olderFault.value = null
  const answer = await ask<Page>('/api/logs', { query: { ...base, cursor: older.value } })
  loadingOlder.value = false
  if (mine !== generation) return
  if (!answer.ok) {
    olderFault.value = answer.fault
    return
  }
  list.value = { status: 'ready', value: [...(known(list.value) ?? []), ...answer.value.logs] }
  older.value = answer.value.nextCursor
}

/** Follows the address while the list is shown; coming back from a record keeps what was read. */
export const startLogs = (): void => {
  const question = computed(() => JSON.stringify([range.value, filters.value, query.value.q, query.value.minWaste]))
  let shown = ''
  effect(() => {
    if (session.value.status !== 'in' || !onList.value) return
    const now = question.value
    untracked(() => {
      if (now === shown && list.value.status === 'ready' && waiting.value === 0) return
      if (now !== shown) {
        list.value = { status: 'loading' }
        chosen.value = null
      }
      shown = now
      void reload()
    })
  })
}
