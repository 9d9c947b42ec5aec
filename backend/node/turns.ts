import { StoreUnavailable } from '../core/ports.ts'
import type { Limits, Queries, Sql } from '../store/postgres/sql.ts'

/** Statements, and transactions, that may wait: more would be answered too late to be of use. */
const mostWaiting = 200
/** Statements that go between two transactions when both wait. */
const readsBetween = 4

type Turn = () => Promise<void>

/** A line of bounded length; who finds it full is refused at once. */
const createLine = (what: string) => {
  const line: Turn[] = []
  return {
    next: (): Turn | undefined => line.shift(),
    add: (turn: Turn): void => {
      if (line.length >= mostWaiting) throw new StoreUnavailable(`too many ${what} wait for the embedded database`)
      line.push(turn)
    },
  }
}

/**
 * Statements one at a time, and a transaction as one turn: there is one connection, so others must wait outside. A waiting transaction goes
 * before waiting statements, so that no crowd of readers holds up what is to be stored; a few statements go between two transactions, so that
 * none waits for ever. `connection` is asked once a turn, so that no transaction goes on in a connection that did not begin it. When too many
 * wait, the next rejects with `StoreUnavailable`.
 */
export const inTurns = (connection: (limits?: Limits) => Queries): Sql => {
  const transactions = createLine('transactions')
  const statements = createLine('statements')
  let readsSince = readsBetween
  let running = false

  const next = (): Turn | undefined => {
    const statement = readsSince < readsBetween ? statements.next() : undefined
    if (statement !== undefined) {
      readsSince += 1
      return statement
    }
    const transaction = transactions.next()
    if (transaction === undefined) return statements.next()
    readsSince = 0
    return transaction
  }

  const run = async (): Promise<void> => {
    if (running) return
    running = true
    for (let turn = next(); turn !== undefined; turn = next()) await turn()
    running = false
  }

  const turnIn = <T>(line: typeof statements, work: (db: Queries) => Promise<T>, limits?: Limits): Promise<T> =>
    new Promise((resolve, reject) => {
      line.add(async () => {
        try {
          resolve(await work(connection(limits)))
        } catch (error) {
          reject(error)
        }
      })
      void run()
    })

  return {
    query: (text, params) => turnIn(statements, (db) => db.query(text, params)),
    alone: (text, params) => turnIn(transactions, (db) => db.query(text, params)),
    transaction: (work, limits) =>
      turnIn(
        transactions,
        async (db) => {
          await db.query('begin')
          try {
            const result = await work(db)
            await db.query('commit')
            return result
          } catch (error) {
            await db.query('rollback').catch(() => {})
            throw error
          }
        },
        limits,
      ),
  }
}
