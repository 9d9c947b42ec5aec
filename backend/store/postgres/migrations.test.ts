import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openTestDatabase } from '../../../test/pglite.ts'
import { sumTypes } from './driftRows.ts'
import { headTypes } from './heads.ts'
import { migrate, migrations } from './migrations.ts'

/** Of each migration that has been released, in order: the beginning of its SHA-256. */
const released = '694c6262 bb539f6f a9ad5b37 74c09d60 cdf8216b 1e0a6e18 e3b0c442 55c29bf6 4e5049c2 db5aafe4 b2fae5fa 0282e2ee'.split(' ')

describe('migrating', () => {
  it('changes no migration that has been released', () => {
    const hashes = migrations.map((text) => createHash('sha256').update(text).digest('hex').slice(0, 8))
    expect(hashes.slice(0, released.length)).toEqual(released)
  })

  it('changes nothing the second time, and refuses a database of a newer version', async () => {
    const { sql, close } = await openTestDatabase()
    await migrate(sql)
    const versions = await sql.query<{ version: number }>('select version from schema_version order by version')
    expect(versions.map(({ version }) => version)).toEqual(versions.map((_, index) => index + 1))
    await sql.query('insert into schema_version values (999)')
    await expect(migrate(sql)).rejects.toThrow(/newer version/)
    await close()
  })

  it('stores every column of a log and of vectors: what is added to those needs a new `save_logs`', async () => {
    const { sql, close } = await openTestDatabase()
    const [row] = await sql.query<{ body: string }>("select prosrc as body from pg_proc where proname = 'save_logs'")
    const columns = [...Object.entries(headTypes), ...Object.entries(sumTypes)].map(([column, type]) => `${column} ${type}`)
    expect(columns.filter((column) => !row?.body.includes(column))).toEqual([])
    await close()
  })

  it('brings a database of the version before up to date, and leaves its function to hosts of that version', async () => {
    const { sql, close } = await openTestDatabase()
    const former = 'red_team_save(text, json, text, bigint, bigint, bigint, bigint)'
    for (const back of [
      'drop function red_team_save(text, json, text, bigint, bigint, bigint, bigint, int)',
      'drop function red_team_keep(text, bigint, json)',
      'drop function red_team_pass(text, bigint, text, text, text)',
      'drop index red_team_attempts_controls',
      'drop function save_logs(text[], json, text, json, json, json)',
      'alter table red_team_attempts drop column is_ahead',
      'drop trigger red_team_course on red_team_findings',
      'drop function red_team_course()',
      'alter table red_team_runs drop column reworded_prompts, drop column attacked_ms, drop column answered_ms',
      'alter table red_team_runs drop column call_nano, drop column call_tokens',
      'alter table baselines drop column prompt_axes, drop column prompt_share, drop column prompt_damped',
      'alter table baselines drop column answer_axes, drop column answer_share, drop column answer_damped',
      'delete from schema_version where version > 8',
      `create function ${former} returns setof red_team_attempts language sql as 'select * from red_team_attempts'`,
    ])
      await sql.query(back)
    await migrate(sql)
    const [{ version } = { version: 0 }] = await sql.query<{ version: number }>('select max(version) as version from schema_version')
    expect(version).toBeGreaterThan(8)
    const functions = "select count(*)::int as count from pg_proc where proname in ('red_team_save', 'red_team_keep', 'save_logs')"
    expect(await sql.query(functions)).toEqual([{ count: 4 }])
    await sql.query(`drop function ${former}`)
    await close()
  })
})
