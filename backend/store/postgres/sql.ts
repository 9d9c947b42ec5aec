/** What the stores need of a database: one statement with parameters; a `Uint8Array` is a text in UTF-8. Faults of the outside reject with `StoreUnavailable`. */
export interface Queries {
  query<Row>(text: string, params?: readonly unknown[]): Promise<Row[]>
}

export interface Limits {
  /** What one statement may take, where it needs longer than others do. */
  statementMs: number
}

/** PGlite or PostgreSQL. Inside `transaction` nobody else's statement slips in; it commits when the work resolves. */
export interface Sql extends Queries {
  /** One statement that is a transaction by itself, and takes its turn as one does. */
  alone<Row>(text: string, params?: readonly unknown[]): Promise<Row[]>
  transaction<T>(work: (tx: Queries) => Promise<T>, limits?: Limits): Promise<T>
}
