import './index.css'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

interface MenuProps {
  label: ComponentChildren
  title: string
  class?: string
  children: (close: () => void) => ComponentChildren
}

/** A button with a floating panel: Esc and a click elsewhere close it, focus goes in and comes back. */
export const Menu = ({ label, title, class: name = '', children }: MenuProps) => {
  const [open, setOpen] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  const close = () => {
    setOpen(false)
    place.current?.querySelector('button')?.focus()
  }
  useEffect(() => {
    if (!open) return
    const outside = (event: Event) => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) setOpen(false)
    }
    place.current?.querySelector<HTMLElement>('.float input, .float [aria-current], .float button')?.focus()
    document.addEventListener('pointerdown', outside)
    return () => document.removeEventListener('pointerdown', outside)
  }, [open])
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return
    if (event.key === 'Escape') {
      event.preventDefault()
      close()
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      step(place.current, event.key === 'ArrowDown' ? 1 : -1)
    }
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears keys that bubble from the controls inside
    <div class={`menu ${name}`} ref={place} onKeyDown={onKeyDown}>
      <button type="button" title={title} aria-expanded={open} onClick={() => setOpen(!open)}>
        {label} <span aria-hidden="true">▾</span>
      </button>
      {open && <div class="float">{children(close)}</div>}
    </div>
  )
}

const step = (place: HTMLElement | null, by: 1 | -1): void => {
  const all = [...(place?.querySelectorAll<HTMLElement>('.float button, .float input, .float a') ?? [])]
  const at = all.indexOf(document.activeElement as HTMLElement)
  all[(at + by + all.length) % all.length]?.focus()
}
