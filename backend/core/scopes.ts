export const scopes = ['ingest', 'read', 'red-team', 'admin'] as const
export type Scope = (typeof scopes)[number]

/** Admin includes all. */
export const allows = (held: readonly Scope[], wanted: Scope): boolean => held.includes('admin') || held.includes(wanted)
