import { computed, signal } from '@preact/signals'
import { type Address, rangeIn, rangeQuery, readHash, writeHash } from '../lib/hash.ts'
import type { Range } from '../lib/range.ts'

export const filterNames = ['model', 'service', 'route', 'source', 'status'] as const
export type FilterName = (typeof filterNames)[number]

/** What stays when one goes from page to page: the range, the filters, the clock. */
const carried = ['range', 'from', 'to', 'utc', ...filterNames] as const

export const address = signal<Address>(readHash(location.hash))
addEventListener('hashchange', () => {
  address.value = readHash(location.hash)
})

export const query = computed(() => address.value.query)
export const page = computed(() => address.value.path[0] ?? '')
export const range = computed<Range>(() => rangeIn(query.value))
export const utc = computed(() => query.value.utc === '1')
export const filters = computed(
  () =>
    Object.fromEntries(filterNames.flatMap((name) => (query.value[name] ? [[name, query.value[name]]] : []))) as Partial<
      Record<FilterName, string>
    >,
)

type Patch = Record<string, string | undefined>

/** The hash of a path with what is carried along, and `patch` over it (undefined takes away). */
export const link = (path: readonly string[], patch: Patch = {}): string => {
  const kept = Object.fromEntries(carried.map((name) => [name, query.value[name]]))
  return writeHash(path, { ...kept, ...patch })
}

/** The hash of this page with `patch` over its query. */
export const here = (patch: Patch): string => writeHash(address.value.path, { ...query.value, ...patch })

export const rangePatch = (to: Range): Patch => ({ from: undefined, to: undefined, range: undefined, ...rangeQuery(to) })

export const go = (hash: string): void => {
  location.hash = hash
}

/** Changes the query in place, without a step in the history: for typing and for switches. */
export const patch = (change: Patch): void => {
  history.replaceState(null, '', here(change))
  address.value = readHash(location.hash)
}
