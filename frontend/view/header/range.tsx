import { useState } from 'preact/hooks'
import { presets } from '../../lib/range.ts'
import { clockTime, date, fromInput, inputTime, moment } from '../../lib/time.ts'
import { go, here, patch, range, rangePatch, utc } from '../../state/address.ts'
import { bounds } from '../../state/dashboard.ts'
import { Menu } from '../menu/index.tsx'

const fixedName = (from: number, to: number): string => {
  const sameDay = date(from, utc.value) === date(to, utc.value)
  return `${moment(from, utc.value)} – ${sameDay ? clockTime(to, utc.value) : moment(to, utc.value)}`
}

export const rangeName = (): string => {
  const now = range.value
  if ('from' in now) return fixedName(now.from, now.to)
  return presets.find(({ id }) => id === now.preset)?.name ?? ''
}

const Custom = ({ close }: { close: () => void }) => {
  const { from, to } = bounds.value
  const [start, setStart] = useState(inputTime(from ?? to - 86_400_000, utc.value))
  const [end, setEnd] = useState(inputTime(to, utc.value))
  const read = { from: fromInput(start, utc.value), to: fromInput(end, utc.value) }
  const good = read.from !== null && read.to !== null && read.from < read.to
  const onSubmit = (event: Event) => {
    event.preventDefault()
    if (read.from === null || read.to === null || !good) return
    go(here(rangePatch({ from: read.from, to: read.to })))
    close()
  }
  return (
    <form class="custom" onSubmit={onSubmit}>
      <label>
        From
        <input type="datetime-local" value={start} onInput={({ currentTarget }) => setStart(currentTarget.value)} />
      </label>
      <label>
        To
        <input type="datetime-local" value={end} onInput={({ currentTarget }) => setEnd(currentTarget.value)} />
      </label>
      <button type="submit" class="button" disabled={!good} title={good ? undefined : 'the start must lie before the end'}>
        Show this range
      </button>
    </form>
  )
}

export const RangeMenu = () => {
  const now = range.value
  return (
    <>
      <Menu label={rangeName()} title="The range everything is shown for" class="range">
        {(close) => (
          <>
            {presets.map(({ id, name }) => (
              <button
                key={id}
                type="button"
                class="choice"
                aria-current={'preset' in now && now.preset === id ? 'true' : undefined}
                onClick={() => {
                  go(here(rangePatch({ preset: id })))
                  close()
                }}
              >
                {name}
              </button>
            ))}
            <Custom close={close} />
          </>
        )}
      </Menu>
      <button
        type="button"
        class="zone"
        aria-pressed={utc.value}
        title={utc.value ? 'Times are in UTC; press for local time' : 'Times are local; press for UTC'}
        onClick={() => patch({ utc: utc.value ? undefined : '1' })}
      >
        {utc.value ? 'UTC' : 'local time'}
      </button>
    </>
  )
}
