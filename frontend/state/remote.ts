import { type Signal, signal } from '@preact/signals'
import type { Answer, Fault } from '../lib/wire.ts'

/** What the server holds, as far as the page knows: waiting, failing and having nothing are three things. */
export type Remote<T> = { status: 'loading' } | { status: 'failed'; fault: Fault } | { status: 'ready'; value: T }

export const remote = <T>(): Signal<Remote<T>> => signal<Remote<T>>({ status: 'loading' })

export const known = <T>(held: Remote<T>): T | null => (held.status === 'ready' ? held.value : null)

/** Takes an answer in. A failed refresh keeps what is shown: the banner tells. */
export const take = <Wire, T>(into: Signal<Remote<T>>, answer: Answer<Wire>, read: (value: Wire) => T): void => {
  if (answer.ok) into.value = { status: 'ready', value: read(answer.value) }
  else if (into.value.status !== 'ready') into.value = { status: 'failed', fault: answer.fault }
}
