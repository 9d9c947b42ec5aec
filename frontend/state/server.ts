import { computed, signal } from '@preact/signals'
import { type Call, call, type Server } from '../lib/api.ts'
import type { Access, Answer, Fault } from '../lib/wire.ts'

const addressPlace = 'aicwd-backend'
const keyPlace = 'aicwd-key'

const kept = (storage: () => Storage, place: string): string | null => {
  try {
    return storage().getItem(place)
  } catch {
    return null
  }
}

const keep = (storage: () => Storage, place: string, value: string | null): void => {
  try {
    if (value === null) storage().removeItem(place)
    else storage().setItem(place, value)
  } catch {
    // Without storage it lasts as long as the page.
  }
}

const tidy = (address: string): string => address.trim().replace(/\/+$/, '')

/** Where the server is when nobody said so in Settings: the one named in the page, else the one that serves it. */
const defaultBase = (): string => {
  const named = tidy(document.querySelector<HTMLMetaElement>('meta[name="aicwd-backend"]')?.content ?? '')
  if (named !== '') return named
  return location.protocol === 'file:' ? 'http://127.0.0.1:3210' : ''
}

/** '' for this page's own origin. */
export const base = signal(kept(() => localStorage, addressPlace) ?? defaultBase())
const key = signal<string | null>(kept(() => sessionStorage, keyPlace))

export const server = computed<Server>(() => ({ base: base.value, key: base.value === '' ? null : key.value }))

/** The address to show in a command. */
export const shownAddress = computed(() => (base.value === '' ? location.origin : base.value))

export type Session = { status: 'asking' } | { status: 'in'; access: Access } | { status: 'out' } | { status: 'failed'; fault: Fault }

export const session = signal<Session>({ status: 'asking' })

export const isOpen = computed(() => session.value.status === 'in' && session.value.access.mode === 'open')

export const may = (scope: Access['scopes'][number]): boolean =>
  session.value.status === 'in' && (session.value.access.scopes.includes('admin') || session.value.access.scopes.includes(scope))

/** Calls the server the page works with; a 401 leads to the key form. */
export const ask = async <T>(path: string, given?: Call): Promise<Answer<T>> => {
  const answer = await call<T>(server.value, path, given)
  if (!answer.ok && answer.fault.status === 401) session.value = { status: 'out' }
  return answer
}

export const enter = async (): Promise<void> => {
  const answer = await call<Access>(server.value, '/api/session')
  if (answer.ok) session.value = { status: 'in', access: answer.value }
  else session.value = answer.fault.status === 401 ? { status: 'out' } : { status: 'failed', fault: answer.fault }
}

/** Signs in: a cookie on this origin, a key kept for this tab on another. Null when it worked, else why it did not. */
export const signIn = async (given: string): Promise<Fault | null> => {
  if (base.value === '') {
    const answer = await call<Access>(server.value, '/api/session', { method: 'POST', body: { key: given } })
    if (!answer.ok) return answer.fault
  } else {
    const answer = await call<Access>({ base: base.value, key: given }, '/api/session')
    if (!answer.ok) return answer.fault
    key.value = given
    keep(() => sessionStorage, keyPlace, given)
  }
  await enter()
  return null
}

export const signOut = async (): Promise<void> => {
  if (base.value === '') await call(server.value, '/api/session', { method: 'DELETE' })
  key.value = null
  keep(() => sessionStorage, keyPlace, null)
  session.value = { status: 'out' }
}

/** Works with another server from now on; '' goes back to the default. */
export const useServer = async (given: string): Promise<void> => {
  const chosen = tidy(given)
  keep(() => localStorage, addressPlace, chosen === '' ? null : chosen)
  base.value = chosen === '' ? defaultBase() : chosen
  session.value = { status: 'asking' }
  await enter()
}
