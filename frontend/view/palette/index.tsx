import './index.css'
import type { ComponentChildren, TargetedKeyboardEvent } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { shortcuts } from '../../state/keyboard.ts'
import { overlay } from '../../state/overlay.ts'
import { type Command, commandsFor } from './commands.ts'

const close = (): void => {
  overlay.value = null
}

const focusable = 'input, button, a[href]'

/** Floats over the page, holds the focus, gives it back. */
const Floating = ({ name, children }: { name: string; children: ComponentChildren }) => {
  const box = useRef<HTMLDivElement>(null)
  // Before it is painted, so that no key that follows is lost
  useLayoutEffect(() => {
    const before = document.activeElement
    box.current?.querySelector<HTMLElement>(focusable)?.focus()
    return () => (before instanceof HTMLElement ? before.focus() : undefined)
  }, [])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Tab') return
    const all = [...(box.current?.querySelectorAll<HTMLElement>(focusable) ?? [])]
    const next = event.shiftKey ? all[0] : all.at(-1)
    if (document.activeElement !== next) return
    event.preventDefault()
    ;(event.shiftKey ? all.at(-1) : all[0])?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a click beside the dialog closes it, as Esc does
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc is heard by the page
    <div class="veil" onClick={(event) => event.target === event.currentTarget && close()}>
      <div class="palette" role="dialog" aria-modal="true" aria-label={name} ref={box} onKeyDown={onKeyDown}>
        {children}
      </div>
    </div>
  )
}

/** All commands, found by typing. */
export const Palette = () => {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const found = commandsFor(text).slice(0, 12)
  const run = (command: Command | undefined) => {
    if (command === undefined) return
    close()
    void command.run()
  }
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLInputElement>) => {
    const typed = event.currentTarget.value
    if (event.key === 'ArrowDown') setAt(Math.min(found.length - 1, at + 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1))
    // What stands in the box counts, also when it is not drawn yet
    else if (event.key === 'Enter') run(typed === text ? found[at] : commandsFor(typed)[0])
    else return
    event.preventDefault()
  }
  return (
    <Floating name="All commands">
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="commands"
        aria-activedescendant={`command-${at}`}
        aria-label="Command"
        placeholder="Go to, show, find …"
        autocomplete="off"
        value={text}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div id="commands" role="listbox" aria-label="Commands">
        {found.map(({ name, hint }, index) => (
          <button
            key={name}
            id={`command-${index}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onClick={() => run(found[index])}
            onPointerMove={() => setAt(index)}
          >
            {name}
            {hint && <kbd>{hint}</kbd>}
          </button>
        ))}
      </div>
    </Floating>
  )
}

export const Keys = () => (
  <Floating name="Keys">
    <dl class="keys">
      {shortcuts.map(({ keys, does }) => (
        <>
          <dt key={keys}>
            <kbd>{keys}</kbd>
          </dt>
          <dd key={does}>{does}</dd>
        </>
      ))}
    </dl>
    <p class="row">
      <button type="button" class="button" onClick={close}>
        Close
      </button>
    </p>
  </Floating>
)
