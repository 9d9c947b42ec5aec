import { StoreUnavailable } from '../core/ports.ts'
import type { Limits, Queries, Sql } from '../store/postgres/sql.ts'

/** Statements, and transactions, that may wait: more would be answered too late to be of use. */
const mostWaiting = 200
/** Statements that go between two transactions when both wait. */
const readsBetween = 4

/** Sent ahead of the answer to the one before: then none waits for the way between two threads. */
const atOnce = 2

interface Turn {
  /** A transaction: nothing may be sent from its `begin` to its end. */
  isExclusive: boolean
  go(): Promise<void>
}

/** A line of bounded length; who finds it full is refused at once. */
const createLine = (what: string) => {
  const line: Turn[] = []
  return {
    first: (): Turn | undefined => line[0],
    take: (): Turn | undefined => line.shift(),
    add: (turn: Turn): void => {
      if (line.length >= mostWaiting) throw new StoreUnavailable(`too many ${what} wait for the embedded database`)
      line.push(turn)
    },
  }
}

/**
 * Statements in order, and a transaction as one turn: there is one connection, so others must wait outside. A waiting transaction goes
 * before waiting statements, so that no crowd of readers holds up what is to be stored; a few statements go between two transactions, so that
 * none waits for ever. `connection` is asked once a turn, so that no transaction goes on in a connection that did not begin it. When too many
 * wait, the next rejects with `StoreUnavailable`.
 */
export const inTurns = (connection: (limits?: Limits) => Queries): Sql => {
  const transactions = createLine('transactions')
  const statements = createLine('statements')
  let readsSince = readsBetween
  let underWay = 0
  /** By a transaction. */
  let isHeld = false

  const chosen = (): typeof statements => {
    const isReadsTurn = readsSince < readsBetween || transactions.first() === undefined
    return isReadsTurn && statements.first() !== undefined ? statements : transactions
  }

  /** Begins what may begin now; what ends begins what follows. */
  const run = (): void => {
    while (!isHeld) {
      const line = chosen()
      const turn = line.first()
      if (turn === undefined || underWay >= (turn.isExclusive ? 1 : atOnce)) return
      line.take()
      readsSince = line === statements ? readsSince + 1 : 0
      underWay += 1
      isHeld = turn.isExclusive
      void turn.go().then(() => {
        underWay -= 1
        isHeld = false
        run()
      })
    }
  }

  const turnIn = <T>(line: typeof statements, isExclusive: boolean, work: (db: Queries) => Promise<T>, limits?: Limits): Promise<T> =>
    new Promise((resolve, reject) => {
      const go = async () => {
        try {
          resolve(await work(connection(limits)))
        } catch (error) {
          reject(error)
        }
      }
      line.add({ isExclusive, go })
      run()
    })

  return {
    query: (text, params) => turnIn(statements, false, (db) => db.query(text, params)),
    alone: (text, params) => turnIn(transactions, false, (db) => db.query(text, params)),
    transaction: (work, limits) =>
      turnIn(
        transactions,
        true,
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
