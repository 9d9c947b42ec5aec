import { signal } from '@preact/signals'

/** What floats over the page, if anything. */
export const overlay = signal<null | 'palette' | 'keys'>(null)

/** A short word at the foot of the page: "copied". */
export const notice = signal<string | null>(null)
let timer: ReturnType<typeof setTimeout> | undefined

export const say = (text: string): void => {
  notice.value = text
  clearTimeout(timer)
  timer = setTimeout(() => {
    notice.value = null
  }, 4_000)
}

export const copy = async (text: string, what: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text)
    say(`${what} copied`)
  } catch {
    say('the browser did not allow copying: select the text and copy it by hand')
  }
}
