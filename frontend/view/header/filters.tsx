import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { count } from '../../lib/format.ts'
import type { MetricsRow } from '../../lib/wire.ts'
import { type FilterName, filterNames, filters, go, here, page } from '../../state/address.ts'
import { bounds } from '../../state/dashboard.ts'
import { type Remote, take } from '../../state/remote.ts'
import { ask } from '../../state/server.ts'
import { Menu } from '../menu/index.tsx'

interface Option {
  value: string
  count: number | null
}

const fixed: Partial<Record<FilterName, Option[]>> = {
  source: ['production', 'test', 'red_team'].map((value) => ({ value, count: null })),
  status: ['ok', 'error'].map((value) => ({ value, count: null })),
}

const options = signal<Remote<Option[]>>({ status: 'loading' })

const optionsOf = (rows: readonly MetricsRow[], name: 'model' | 'service' | 'route'): Option[] => {
  const counts = new Map<string, number>()
  for (const row of rows) {
    const value = row[name]
    if (value) counts.set(value, (counts.get(value) ?? 0) + row.count)
  }
  return [...counts].map(([value, n]) => ({ value, count: n })).sort((a, b) => (b.count ?? 0) - (a.count ?? 0))
}

const load = async (name: 'model' | 'service' | 'route'): Promise<void> => {
  options.value = { status: 'loading' }
  const { from, to } = bounds.value
  const answer = await ask<{ rows: MetricsRow[] }>('/api/metrics', { query: { from, to, bucket: 'all', groupBy: `${name},source` } })
  take(options, answer, ({ rows }) => optionsOf(rows, name))
}

const Choices = ({ name, close }: { name: FilterName; close: () => void }) => {
  const given = fixed[name]
  useEffect(() => {
    if (name === 'model' || name === 'service' || name === 'route') void load(name)
  }, [name])
  const choose = (value: string | undefined) => {
    go(here({ [name]: value }))
    close()
  }
  const held: Remote<Option[]> = given ? { status: 'ready', value: given } : options.value
  if (held.status === 'loading') return <p class="quiet">loading …</p>
  if (held.status === 'failed') return <p class="bad">{held.fault.message}</p>
  return (
    <>
      <button
        type="button"
        class="choice"
        aria-current={filters.value[name] === undefined ? 'true' : undefined}
        onClick={() => choose(undefined)}
      >
        {name === 'source' && page.value === '' ? 'production (default)' : `every ${name}`}
      </button>
      {held.value.map(({ value, count: n }) => (
        <button
          key={value}
          type="button"
          class="choice"
          aria-current={filters.value[name] === value ? 'true' : undefined}
          onClick={() => choose(value)}
        >
          <span class="clip">{value}</span>
          {n !== null && <span>{count(n)}</span>}
        </button>
      ))}
      {held.value.length === 0 && <p class="quiet">no log of this range names its {name}</p>}
    </>
  )
}

/** One menu a dimension; what is chosen stands in the button, and one press takes it away. */
export const Filters = () => (
  <>
    {filterNames.map((name) => {
      const chosen = filters.value[name]
      return (
        <span key={name} class={chosen === undefined ? 'filter' : 'filter on'}>
          <Menu
            title={chosen === undefined ? `Show one ${name} only` : `${name}: ${chosen}`}
            label={chosen === undefined ? name : <span class="chosen clip">{`${name} ${chosen}`}</span>}
          >
            {(close) => <Choices name={name} close={close} />}
          </Menu>
          {chosen !== undefined && (
            <button type="button" class="off" title={`Show every ${name} again`} onClick={() => go(here({ [name]: undefined }))}>
              <span aria-hidden="true">✕</span>
              <span class="unseen">Show every {name} again</span>
            </button>
          )}
        </span>
      )
    })}
  </>
)
