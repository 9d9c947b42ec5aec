import type { LogEntry } from '../../core/log.ts'
import type { Place, Span, WasteKind } from '../../core/measurement.ts'
import type { Segmented } from '../segment.ts'
import type { Task } from '../task.ts'
import type { Words } from '../words.ts'
import type { Meanings } from './meanings.ts'

/** A stretch found wasted, before it has a price. */
export interface Found extends Span {
  of?: Span & { in: Place | 'prompt' }
  /** A plain sentence a person accepts. */
  reason: string
}

/** What a detector may look at beside the text itself. */
export interface Context {
  readonly log: LogEntry
  /** The words of what the user asked last. */
  readonly asked: Words
  /** Its content stems, each with the number of its first word. */
  readonly askedStems: ReadonlyMap<number, number>
  readonly task: Task
  /** The visible answer; the text itself when that is looked at. */
  readonly answer: Segmented
  /** Null: rewording is told by common synonyms alone. */
  readonly meanings: Meanings | null
}

/** Finds one kind of waste. Pure; linear in the length of the text; spans in order, on whole characters, disjoint. */
export interface WasteDetector {
  readonly id: WasteKind
  readonly places: readonly Place[]
  find(text: Segmented, context: Context): Found[]
}

/** The beginning of a stretch, to name it in a reason. */
export const excerpt = (text: string, { start, end }: Span): string => {
  const line = text
    .slice(start, Math.min(end, start + 80))
    .replace(/\s+/g, ' ')
    .trim()
  const cut = end - start > 60 && line.length > 60 ? line.slice(0, 60).replace(/\s?[^\s]*$/, '') : line
  return cut.length < line.length || end - start > 80 ? `“${cut.replace(/[\uD800-\uDBFF]$/, '')}…”` : `“${line}”`
}
