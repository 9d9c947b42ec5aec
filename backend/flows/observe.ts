import type { Issue } from '../core/log.ts'
import type { MeasuredLog } from '../core/measurement.ts'
import type { Clock, LogStore, Measure } from '../core/ports.ts'

/** What became of a body. `stored`: the accepted logs are durable; `ids` has one entry per item, in order, null where rejected. */
export type Observed =
  | { status: 'stored'; accepted: number; duplicates: number; rejected: { index: number; issues: Issue[] }[]; ids: (string | null)[] }
  | { status: 'none-good'; issues: Issue[] }
  | { status: 'not-json'; message: string }
  | { status: 'too-many' }
  | { status: 'busy' }
  | { status: 'unavailable'; reason: string }

interface Parts {
  measure: Measure
  logs: LogStore
  clock: Clock
}

/** The main path: the text of a body → logs → measured → stored. Good items are stored even when others are rejected. */
export const createObserve =
  ({ measure, logs, clock }: Parts) =>
  async (text: string, ndjson: boolean): Promise<Observed> => {
    const intake = await measure({ text, ndjson, receivedAt: clock() })
    if (intake.status === 'wrong-shape') return { status: 'none-good', issues: intake.issues }
    if (intake.status !== 'read') return intake
    const good: MeasuredLog[] = []
    const rejected: { index: number; issues: Issue[] }[] = []
    const ids = intake.items.map((item, index) => {
      if (item.ok) {
        good.push(item.entry)
        return item.entry.log.id
      }
      rejected.push({ index, issues: item.issues })
      return null
    })
    if (good.length === 0) return { status: 'none-good', issues: rejected.flatMap(located) }
    const saved = await logs.saveLogs(good)
    if (saved.status !== 'saved') return saved
    const accepted = saved.stored.filter(Boolean).length
    return { status: 'stored', accepted, duplicates: good.length - accepted, rejected, ids }
  }

/** Issues of one rejected item as those of the whole body. */
const located = ({ index, issues }: { index: number; issues: Issue[] }): Issue[] =>
  issues.map(({ path, message }) => ({ path: path === '' ? `logs.${index}` : `logs.${index}.${path}`, message }))

export type Observe = ReturnType<typeof createObserve>
