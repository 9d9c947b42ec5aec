import './index.css'
import type { ComponentChildren } from 'preact'
import type { Fault } from '../../lib/wire.ts'
import { refresh } from '../../state/dashboard.ts'
import type { Remote } from '../../state/remote.ts'

interface PanelProps {
  title: string
  /** Beside the title: a figure, a switch. */
  aside?: ComponentChildren
  children: ComponentChildren
  name: string
}

/** One part of the dashboard: a title over a hairline, no box. */
export const Panel = ({ title, aside, children, name }: PanelProps) => (
  <section class={`panel ${name}`} aria-label={title}>
    <header class="row">
      <h2>{title}</h2>
      {aside}
    </header>
    {children}
  </section>
)

export const Failed = ({ fault, again = refresh }: { fault: Fault; again?: () => unknown }) => (
  <div class="state failed" role="alert">
    <p>
      <strong>Could not be read:</strong> {fault.message}
    </p>
    <button type="button" class="button" onClick={() => void again()}>
      Try again
    </button>
  </div>
)

export const Loading = () => (
  <div class="state loading" role="status">
    <span class="unseen">loading</span>
  </div>
)

/** Nothing to show, and why. */
export const Empty = ({ children }: { children: ComponentChildren }) => <div class="state empty">{children}</div>

/** Draws what is ready; waiting and failing look the same everywhere. */
export const Shown = <T,>({ held, children }: { held: Remote<T>; children: (value: T) => ComponentChildren }) => {
  if (held.status === 'loading') return <Loading />
  if (held.status === 'failed') return <Failed fault={held.fault} />
  return <>{children(held.value)}</>
}
