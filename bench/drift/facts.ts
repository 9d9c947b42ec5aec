import type { DriftFacts } from '../../backend/core/drift.ts'
import type { Embedder } from '../../backend/core/embedder.ts'
import { factsOfLogs } from '../../backend/flows/embed/facts.ts'
import { measureLog } from '../../backend/measure/index.ts'
import { logWith } from '../../test/logWith.ts'

const never = new AbortController().signal

/** What answers say about drift by an embedder; a bench has nothing to wait for. */
export const factsBy = async (
  embedder: Embedder,
  texts: readonly { prompt: string; response: string }[],
): Promise<(DriftFacts | null)[]> => {
  const logs = texts.map((text) => measureLog(logWith(text)))
  const reply = await factsOfLogs(embedder, logs, never)
  if (reply.status !== 'ok') throw new Error(reply.message)
  return reply.facts
}
