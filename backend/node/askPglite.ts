import type { PGlite } from '@electric-sql/pglite'

/** Oids of text and json. */
const texts = [25, 114]
/** Bytes go as they are, in the protocol's binary form. */
const asIs = (value: unknown) => (value instanceof Uint8Array ? value : String(value)) as string
const serializers = Object.fromEntries(texts.map((oid) => [oid, asIs]))

/** One statement; a `Uint8Array` is a text in UTF-8, which spares encoding it again character by character. */
export const askPglite = async <Row>(db: Pick<PGlite, 'query'>, text: string, params: readonly unknown[] = []): Promise<Row[]> =>
  (await db.query<Row>(text, [...params], { serializers })).rows
