import type { Readable } from 'node:stream'

const width = 30
const everyMs = 100
const lineEveryMs = 5_000

/** How far long work is: a bar on a terminal, a line now and then elsewhere, nothing for machines. Goes to stderr. */
export const createProgress = (quiet: boolean) => {
  const terminal = process.stderr.isTTY === true
  let shown = 0
  const write = (share: number, words: string): void => {
    const full = Math.round(Math.min(1, share) * width)
    const percent = `${Math.round(Math.min(1, share) * 100)} %`.padStart(5)
    process.stderr.write(
      terminal ? `\r${'█'.repeat(full)}${'░'.repeat(width - full)} ${percent}  ${words}\u001b[K` : `${percent}  ${words}\n`,
    )
  }
  return {
    show: (share: number, words: string): void => {
      const now = Date.now()
      if (quiet || now - shown < (terminal ? everyMs : lineEveryMs)) return
      shown = now
      write(share, words)
    },
    /** `last`: how far it came in the end, for those who read lines; a bar goes. */
    end: (last?: { share: number; words: string }): void => {
      if (quiet) return
      if (terminal) process.stderr.write('\r\u001b[K')
      else if (last !== undefined) write(last.share, last.words)
    },
  }
}

/** Counts the bytes that pass. */
export async function* counted(source: Readable, onBytes: (bytes: number) => void): AsyncIterable<string> {
  const decoder = new TextDecoder()
  for await (const chunk of source as AsyncIterable<Buffer>) {
    onBytes(chunk.length)
    yield decoder.decode(chunk, { stream: true })
  }
  const rest = decoder.decode()
  if (rest !== '') yield rest
}
