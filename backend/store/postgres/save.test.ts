import { describe, expect, it } from 'vitest'
import { openTestDatabase } from '../../../test/pglite.ts'
import { measuredLog, measuredLogs } from '../contract/logs.ts'
import { createSave } from './save.ts'
import type { Sql } from './sql.ts'

describe('saving', () => {
  it('takes in no more than it may hold: beyond that it is busy, and then it goes on', async () => {
    const { sql, close } = await openTestDatabase()
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const slow: Sql = { ...sql, alone: (text, params) => held.then(() => sql.alone(text, params)) }
    const save = createSave(slow, Date.now)
    const waiting = Array.from({ length: 49 }, (_, at) => save(Array.from({ length: 1000 }, () => measuredLog(at))))
    expect(await save(measuredLogs(1001))).toEqual({ status: 'busy' })
    const last = save(measuredLogs(1000))
    letGo()
    expect((await Promise.all([...waiting, last])).every(({ status }) => status === 'saved')).toBe(true)
    expect((await save(measuredLogs(1001))).status).toBe('saved')
    await close()
  })
  it('fails alone: what one caller sent does not fail those who share its commit', async () => {
    const { sql, close } = await openTestDatabase()
    const save = createSave(sql, Date.now)
    const first = save([measuredLog(1)])
    const [bad, good] = [save([measuredLog(2, { model: 'a\0b' })]), save([measuredLog(3)])]
    await expect(bad).rejects.toThrow()
    expect(await Promise.all([first, good])).toEqual([
      { status: 'saved', stored: [true] },
      { status: 'saved', stored: [true] },
    ])
    expect(await sql.query('select id from logs order by seq')).toEqual([{ id: 'log-1' }, { id: 'log-3' }])
    await close()
  })
})
