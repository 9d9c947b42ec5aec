import { messages, type PGlite, parse, protocol } from '@electric-sql/pglite'
import type { Queries } from '../store/postgres/sql.ts'

/** Oids of text and json. */
const texts = [25, 114]
/** Bytes go as they are, in the protocol's binary form. */
const asIs = (value: unknown) => (value instanceof Uint8Array ? value : String(value)) as string
const serializers = Object.fromEntries(texts.map((oid) => [oid, asIs]))

/** Texts that are remembered, and so the most statements that stay prepared. */
const mostKnown = 200

type Told = Awaited<ReturnType<PGlite['execProtocol']>>['messages']

interface Prepared {
  name: string
  /** Oids of the parameters. */
  types: readonly number[]
  /** The message that tells the columns; none where no rows come. */
  columns: Told
}

/** Prepared statements with parameters are planned for what is asked, as others are. */
export const planning = 'set plan_cache_mode = force_custom_plan'

/** Without parameters a plan would stay as it was made, however much a table has grown since: only these have none. */
const planless = ['begin', 'commit', 'rollback']
/** After these, what is prepared may read what has another form. */
const isForming = (text: string): boolean => /^\s*(?:create|alter|drop)\b/i.test(text)

const { serialize } = protocol

/**
 * Asks one statement after the other; a `Uint8Array` is a text in UTF-8, which spares encoding it again character by character. What is asked a
 * second time stays prepared: PGlite's own `query` enters the database six times for a statement, a prepared one enters it once and is not parsed again.
 */
export const createAsk = (db: PGlite): Queries['query'] => {
  /** By text, the one that was asked last at the end; null: it was asked once. */
  const known = new Map<string, Prepared | null>()
  let names = 0
  let last: Promise<unknown> = Promise.resolve()

  const send = (...parts: readonly Uint8Array[]): Promise<Told> => db.execProtocolStream(Buffer.concat(parts), {})

  const forget = async (text: string): Promise<void> => {
    const prepared = known.get(text)
    known.delete(text)
    if (prepared) await send(serialize.close({ type: 'S', name: prepared.name }), serialize.sync())
  }

  const prepare = async (text: string): Promise<Prepared> => {
    names += 1
    const name = `asked_${names}`
    const told = await send(serialize.parse({ name, text }), serialize.describe({ type: 'S', name }), serialize.sync())
    const types = told.find((one) => one instanceof messages.ParameterDescriptionMessage)?.dataTypeIDs ?? []
    return { name, types, columns: told.filter((one) => one instanceof messages.RowDescriptionMessage) }
  }

  const run = async <Row>({ name, types, columns }: Prepared, params: readonly unknown[]): Promise<Row[]> => {
    const values = params.map((value, at) => {
      const oid = types[at] ?? 0
      const toText = serializers[oid] ?? db.serializers[oid] ?? String
      return value === null || value === undefined ? null : toText(value)
    })
    const told = await send(serialize.bind({ statement: name, values }), serialize.execute({}), serialize.sync())
    return (parse.parseResults([...columns, ...told], db.parsers)[0]?.rows ?? []) as Row[]
  }

  const once = async <Row>(text: string, params: readonly unknown[]): Promise<Row[]> => {
    const { rows } = await db.query<Row>(text, [...params], { serializers })
    if (isForming(text)) for (const one of [...known.keys()]) await forget(one)
    return rows
  }

  const again = async <Row>(text: string, params: readonly unknown[]): Promise<Row[]> => {
    const before = known.get(text)
    known.delete(text)
    if (known.size >= mostKnown) await forget(known.keys().next().value as string)
    if (before === undefined) {
      known.set(text, null)
      return once(text, params)
    }
    const prepared = before ?? (await prepare(text))
    known.set(text, prepared)
    return run(prepared, params)
  }

  return <Row>(text: string, params: readonly unknown[] = []): Promise<Row[]> => {
    const ask = params.length > 0 || planless.includes(text) ? again<Row> : once<Row>
    const asked = last.then(() => ask(text, params))
    last = asked.catch(() => {})
    return asked
  }
}
