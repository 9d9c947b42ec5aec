import { useState } from 'preact/hooks'
import { type BaselineRow, baselineFor, baselineStates, type DriftRow } from '../../lib/drift.ts'
import { count } from '../../lib/format.ts'
import { fromInput, inputTime, moment } from '../../lib/time.ts'
import type { Fault } from '../../lib/wire.ts'
import { utc } from '../../state/address.ts'
import { bounds } from '../../state/dashboard.ts'
import { baselines, setBaseline } from '../../state/drift.ts'
import { known } from '../../state/remote.ts'
import { may } from '../../state/server.ts'

/** A baseline of a day ago is the least that makes sense of a range without a start. */
const day = 86_400_000

const Form = ({ row, close }: { row: DriftRow; close: () => void }) => {
  const end = Math.min(bounds.value.to, Date.now())
  const [from, setFrom] = useState(inputTime(bounds.value.from ?? end - day, utc.value))
  const [to, setTo] = useState(inputTime(end, utc.value))
  const [fault, setFault] = useState<Fault | null>(null)
  const [busy, setBusy] = useState(false)
  const span = { from: fromInput(from, utc.value), to: fromInput(to, utc.value) }
  const good = span.from !== null && span.to !== null && span.from < span.to
  const onSubmit = async (event: Event) => {
    event.preventDefault()
    if (span.from === null || span.to === null) return
    setBusy(true)
    const failed = await setBaseline(row, { from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() })
    setBusy(false)
    setFault(failed)
    if (failed === null) close()
  }
  return (
    <form class="row baseline-form" onSubmit={(event) => void onSubmit(event)}>
      <label>
        <span class="small quiet">from</span>
        <input type="datetime-local" value={from} onInput={({ currentTarget }) => setFrom(currentTarget.value)} />
      </label>
      <label>
        <span class="small quiet">to</span>
        <input type="datetime-local" value={to} onInput={({ currentTarget }) => setTo(currentTarget.value)} />
      </label>
      <button type="submit" class="button" disabled={busy || !good}>
        {busy ? 'setting …' : 'Make these logs the baseline'}
      </button>
      <button type="button" class="text" onClick={close}>
        Cancel
      </button>
      {fault && (
        <span class="bad" role="alert">
          {fault.message}
        </span>
      )}
    </form>
  )
}

/** The last log of a baseline is part of it, and ends are exclusive. */
const approve = ({ from, to }: BaselineRow): { from: string; to: string } => ({ from, to: new Date(Date.parse(to) + 1).toISOString() })

const Approve = ({ row, baseline }: { row: DriftRow; baseline: BaselineRow }) => {
  const [fault, setFault] = useState<Fault | null>(null)
  return (
    <>
      <button type="button" class="text" onClick={async () => setFault(await setBaseline(row, approve(baseline)))}>
        Approve it
      </button>
      {fault && (
        <span class="bad" role="alert">
          {fault.message}
        </span>
      )}
    </>
  )
}

/** What a route is held against, and the way to approve it or another. */
export const Baseline = ({ row }: { row: DriftRow }) => {
  const [open, setOpen] = useState(false)
  const { baseline } = row
  const held = baselineFor(known(baselines.value) ?? [], row)
  const offers = may('admin') && !open
  return (
    <>
      <p class="small quiet row">
        {baseline === null
          ? 'No baseline yet.'
          : `Baseline: ${moment(Date.parse(baseline.from), utc.value)} to ${moment(Date.parse(baseline.to), utc.value)}, n ${count(row.baselineN)}${held === null ? '' : `, ${baselineStates[held.state]}`}.`}
        {offers && held?.state === 'provisional' && <Approve row={row} baseline={held} />}
        {offers && (
          <button type="button" class="text" onClick={() => setOpen(true)}>
            {baseline === null ? 'Set one' : 'Set another'}
          </button>
        )}
      </p>
      {open && <Form key={`${row.route}-${row.model}`} row={row} close={() => setOpen(false)} />}
    </>
  )
}
