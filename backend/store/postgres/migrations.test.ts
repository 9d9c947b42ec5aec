import { describe, expect, it } from 'vitest'
import { openTestDatabase } from '../../../test/pglite.ts'
import { migrate } from './migrations.ts'

describe('migrating', () => {
  it('changes nothing the second time, and refuses a database of a newer version', async () => {
    const { sql, close } = await openTestDatabase()
    await migrate(sql)
    const versions = await sql.query<{ version: number }>('select version from schema_version order by version')
    expect(versions.map(({ version }) => version)).toEqual(versions.map((_, index) => index + 1))
    await sql.query('insert into schema_version values (999)')
    await expect(migrate(sql)).rejects.toThrow(/newer version/)
    await close()
  })
})
