/** What the embedder says: first whether its model is ready, then one answer to each list of texts. */
export type Said =
  | { status: 'ready'; dimensions: number }
  /** Null: the model gave no finite numbers for this text. */
  | { status: 'ok'; vectors: (Float32Array | null)[] }
  | { status: 'failed'; message: string }
