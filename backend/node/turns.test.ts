import { describe, expect, it } from 'vitest'
import { StoreUnavailable } from '../core/ports.ts'
import type { Queries } from '../store/postgres/sql.ts'
import { inTurns } from './turns.ts'

/** A connection that remembers what it was asked and answers when told to. */
const slowConnection = () => {
  const asked: string[] = []
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const db: Queries = {
    query: async <Row>(text: string) => {
      asked.push(text)
      await gate
      if (text === 'bad') throw new Error('bad statement')
      return [] as Row[]
    },
  }
  return { asked, open: () => open(), sql: inTurns(() => db) }
}

describe('turns', () => {
  it('are refused when too many statements wait, which holds up no transaction', async () => {
    const { sql, asked, open } = slowConnection()
    const reads = Array.from({ length: 202 }, (_, at) => sql.query(`read ${at}`))
    await expect(sql.query('one too many')).rejects.toThrow(StoreUnavailable)
    const write = sql.transaction((tx) => tx.query('write'))
    open()
    await Promise.all([...reads, write])
    expect(asked.indexOf('write')).toBe(3) // after the two under way and `begin`
    expect(asked).not.toContain('one too many')
    await sql.query('again')
    expect(asked.at(-1)).toBe('again')
  })
  it('of a statement that is a transaction by itself come before statements that wait', async () => {
    const { sql, asked, open } = slowConnection()
    const reads = Array.from({ length: 3 }, (_, at) => sql.query(`read ${at}`))
    const alone = sql.alone('write')
    open()
    await Promise.all([...reads, alone])
    expect(asked).toEqual(['read 0', 'read 1', 'write', 'read 2'])
  })
  it('let no statement slip into a transaction, nor one begin while statements are under way', async () => {
    const { sql, asked, open } = slowConnection()
    const read = sql.query('read 0')
    const write = sql.transaction((tx) => tx.query('write'))
    const later = sql.query('read 1')
    expect(asked).toEqual(['read 0'])
    open()
    await Promise.all([read, write, later])
    expect(asked).toEqual(['read 0', 'begin', 'write', 'commit', 'read 1'])
  })
  it('let statements go between transactions that never end', async () => {
    const { sql, asked, open } = slowConnection()
    const writes = Array.from({ length: 50 }, (_, at) => sql.transaction((tx) => tx.query(`write ${at}`)))
    const reads = Array.from({ length: 8 }, (_, at) => sql.query(`read ${at}`))
    open()
    await Promise.all([...writes, ...reads])
    expect(asked.indexOf('read 0')).toBeLessThan(asked.indexOf('write 1'))
    expect(asked.indexOf('read 7')).toBeLessThan(asked.indexOf('write 3'))
    expect(asked.filter((text) => text.startsWith('write'))).toEqual(Array.from({ length: 50 }, (_, at) => `write ${at}`))
  })
  it('go on after one that fails, and a transaction that fails is rolled back', async () => {
    const { sql, asked, open } = slowConnection()
    open()
    await expect(sql.query('bad')).rejects.toThrow('bad statement')
    await expect(sql.transaction((tx) => tx.query('bad'))).rejects.toThrow('bad statement')
    await sql.query('good')
    expect(asked).toEqual(['bad', 'begin', 'bad', 'rollback', 'good'])
    const dead = inTurns(() => {
      throw new StoreUnavailable('closed')
    })
    await expect(dead.query('x')).rejects.toThrow('closed')
    await expect(dead.transaction(async () => {})).rejects.toThrow('closed')
  })
  it('ask for a connection within the limits of who asks', async () => {
    const within: unknown[] = []
    const sql = inTurns((limits) => {
      within.push(limits)
      return { query: async () => [] }
    })
    await sql.query('x')
    await sql.transaction(async () => {}, { statementMs: 1 })
    expect(within).toEqual([undefined, { statementMs: 1 }])
  })
})
