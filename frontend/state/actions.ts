import { testLog } from '../lib/snippets.ts'
import type { DeletionRow, Fault } from '../lib/wire.ts'
import { go, link } from './address.ts'
import { hasSample, refresh } from './dashboard.ts'
import { say } from './overlay.ts'
import { ask } from './server.ts'

const pollMs = 400
const longestMs = 120_000

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Stores the project's sample logs. Null when it worked. */
export const loadSampleData = async (): Promise<Fault | null> => {
  const answer = await ask<{ accepted: number }>('/api/sample', { method: 'POST' })
  if (!answer.ok) return answer.fault
  hasSample.value = true
  say(`${answer.value.accepted} sample logs loaded`)
  await refresh()
  return null
}

/** Deletes logs and waits until they are gone, telling how far it is. Null when it worked. */
export const deleteLogs = async (
  filter: { sessionId?: string; userId?: string; before?: string },
  progress: (deleted: number) => void,
): Promise<Fault | null> => {
  const started = await ask<DeletionRow>('/api/logs', { method: 'DELETE', query: filter })
  if (!started.ok) return started.fault
  const until = Date.now() + longestMs
  for (;;) {
    const list = await ask<{ deletions: DeletionRow[] }>('/api/logs/deletions')
    if (!list.ok) return list.fault
    const mine = list.value.deletions.find(({ id }) => id === started.value.id)
    progress(mine?.deleted ?? 0)
    if (mine?.status === 'failed')
      return { status: 500, code: 'failed', message: 'the server could not delete them: its log says why', retryAfter: null }
    if (mine === undefined || mine.status === 'done') return null
    if (Date.now() > until) {
      say('still deleting: it goes on in the background')
      return null
    }
    await wait(pollMs)
  }
}

export const removeSampleData = async (): Promise<Fault | null> => {
  const fault = await deleteLogs({ sessionId: 'aicwd-sample' }, () => {})
  if (fault === null) {
    say('the sample data is gone')
    await refresh()
  }
  return fault
}

/** Stores one test log and opens its record. Null when it worked. */
export const sendTestLog = async (): Promise<Fault | null> => {
  const answer = await ask<{ ids: (string | null)[] }>('/api/metrics/ingest', { method: 'POST', body: testLog(Date.now()) })
  if (!answer.ok) return answer.fault
  const id = answer.value.ids[0]
  if (id) go(link(['logs', id]))
  return null
}
