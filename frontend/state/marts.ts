import { computed, effect, untracked } from '@preact/signals'
import { failureText, type MartsStatus } from '../lib/marts.ts'
import type { Fault } from '../lib/wire.ts'
import { page } from './address.ts'
import { known, remote, take } from './remote.ts'
import { ask, server, session } from './server.ts'

const watchMs = 2_000
const renewMs = 60_000

export const marts = remote<MartsStatus>()

/** What is wrong with the marts; null when nothing is, or nothing is known. */
export const martsFailure = computed(() => {
  const status = known(marts.value)
  return status === null ? null : failureText(status, Date.now())
})

let readAt = 0
let asked = 0
let taken = 0

/** An answer that was overtaken is old: taken, it could say that nothing runs, and nobody would watch what does. */
export const loadMarts = async (): Promise<void> => {
  readAt = Date.now()
  asked += 1
  const turn = asked
  const answer = await ask<MartsStatus>('/api/dbt/status')
  if (turn < taken) return
  taken = turn
  take(marts, answer, (value) => value)
}

/** Starts a refresh. Null when it was taken. */
export const refreshMarts = async (): Promise<Fault | null> => {
  const answer = await ask('/api/dbt/schedule', { method: 'POST' })
  await loadMarts()
  return answer.ok ? null : answer.fault
}

/** Whether the state may be another one by now: a refresh runs, or was due. */
const stirs = ({ running, nextAt }: MartsStatus): boolean => running || (nextAt !== null && Date.parse(nextAt) <= Date.now())

/** Reads the state once a minute, and every two seconds where a refresh is watched. */
export const startMarts = (): void => {
  effect(() => {
    void server.value
    if (session.value.status !== 'in') return
    untracked(() => {
      marts.value = { status: 'loading' }
      void loadMarts()
    })
  })
  setInterval(() => {
    if (session.peek().status !== 'in' || document.hidden) return
    const status = known(marts.peek())
    const watched = page.peek() === 'settings' && status !== null && stirs(status)
    if (watched || Date.now() - readAt > renewMs) void loadMarts()
  }, watchMs)
}
