/** An ordered list of named things; a second thing of the same id is a mistake and throws. */
export interface Registry<T extends { readonly id: string }> {
  readonly all: readonly T[]
  get(id: string): T | undefined
}

export const createRegistry = <T extends { readonly id: string }>(all: readonly T[]): Registry<T> => {
  const byId = new Map<string, T>()
  for (const entry of all) {
    if (byId.has(entry.id)) throw new Error(`two entries have the id "${entry.id}"`)
    byId.set(entry.id, entry)
  }
  return { all, get: (id) => byId.get(id) }
}
