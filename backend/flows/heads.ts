import type { LogHead } from '../core/ports.ts'

/** A head as it goes over the wire: times in ISO 8601 UTC. */
export const headOut = (head: LogHead) => ({ ...head, timestamp: new Date(head.timestamp).toISOString() })
