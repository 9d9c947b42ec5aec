import type { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTemplate } from '../../test/pglite.ts'
import { createAsk, planning } from './askPglite.ts'

let db: PGlite
let ask: ReturnType<typeof createAsk>
beforeAll(async () => {
  db = await openTemplate()
  await db.exec(planning)
  ask = createAsk(db)
}, 60_000)
afterAll(() => db.close())

const often = async <T>(once: () => Promise<T>): Promise<T[]> => [await once(), await once(), await once()]

const prepared = async (): Promise<string[]> =>
  (await db.query<{ statement: string }>('select statement from pg_prepared_statements order by 1')).rows.map(({ statement }) => statement)

it('answers the same when a statement is prepared as when it is not, for each kind of value', async () => {
  const text = `select $1::bigint as counted, $2::float8 as part, $3::text as said, $4::json as told, $5::text[] as named, $6::bigint[] as numbers,
    $7::boolean as yes, $8::int as nothing, $9::bytea as bytes, $10::text as spelled, null::text as empty, 0.5::numeric as exact`
  const bytes = new Uint8Array([0, 1, 255])
  const given = [
    2 ** 40,
    0.1,
    "it's «ü» 😀",
    '{"a":[1,"b"]}',
    ['a', 'b,"c"', ''],
    [1, 2 ** 40],
    true,
    null,
    bytes,
    new TextEncoder().encode('ßx'),
  ]
  const answers = await often(() => ask(text, given))
  expect(answers[0]).toMatchObject([{ counted: 2 ** 40, part: 0.1, said: "it's «ü» 😀", told: { a: [1, 'b'] }, named: ['a', 'b,"c"', ''] }])
  expect(answers[0]).toMatchObject([{ yes: true, nothing: null, spelled: 'ßx', empty: null, numbers: [1, 2 ** 40] }])
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
})

it('prepares what is asked a second time, also what brings no rows', async () => {
  await db.exec('create table counted (n int)')
  for (const n of [1, 2, 3]) expect(await ask('insert into counted values ($1)', [n])).toEqual([])
  expect(await prepared()).toContain('insert into counted values ($1)')
  expect(await ask('select n from counted where n > $1 order by n', [1])).toEqual([{ n: 2 }, { n: 3 }])
  expect(await prepared()).not.toContain('select n from counted where n > $1 order by n')
})

it('does not keep the plan of what has no parameters, which tables outgrow', async () => {
  await often(() => ask('select 1 as one'))
  expect(await prepared()).not.toContain('select 1 as one')
})

it('answers each with its own when they are asked at once', async () => {
  const text = 'select 10 / $1::int as n'
  for (const _ of [1, 2]) {
    const answers = await Promise.allSettled([ask(text, [1]), ask(text, [0]), ask(text, [5]), ask('select $1::text as said', ['x'])])
    expect(answers.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([
      [{ n: 10 }],
      'failed',
      [{ n: 2 }],
      [{ said: 'x' }],
    ])
  }
})

it('says what went wrong each time, and goes on', async () => {
  const divide = (by: number) => ask<{ n: number }>('select 1 / $1::int as n', [by])
  for (const _ of [1, 2, 3]) await expect(divide(0)).rejects.toMatchObject({ code: '22012' })
  expect(await often(() => divide(1))).toEqual([[{ n: 1 }], [{ n: 1 }], [{ n: 1 }]])
  await expect(divide(0)).rejects.toMatchObject({ code: '22012' })
  for (const _ of [1, 2, 3]) await expect(ask('select nothing from nowhere')).rejects.toMatchObject({ code: '42P01' })
})

it('rolls back what failed within a transaction', async () => {
  await db.exec('create table held (n int primary key)')
  for (const _ of [1, 2, 3]) {
    await ask('begin')
    await ask('insert into held values (1)')
    await expect(ask('insert into held values (1)')).rejects.toMatchObject({ code: '23505' })
    await ask('rollback')
  }
  expect(await ask('select n from held')).toEqual([])
})

it('reads a table that has another form since', async () => {
  await ask('create table formed (n int)')
  const read = () => ask('select * from formed where $1', [true])
  await often(read)
  await ask('begin')
  await ask('drop table formed')
  await ask('create table formed (n text, more int)')
  await ask("insert into formed values ('a', 1)")
  expect(await read()).toEqual([{ n: 'a', more: 1 }])
  await ask('commit')
  expect(await often(read)).toEqual([[{ n: 'a', more: 1 }], [{ n: 'a', more: 1 }], [{ n: 'a', more: 1 }]])
})

it('keeps a bounded number of statements', async () => {
  const before = (await prepared()).length
  for (let at = 0; at < 260; at++) for (const _ of [1, 2]) await ask(`select ${at} + $1::int as n`, [1])
  expect((await prepared()).length - before).toBeLessThanOrEqual(200)
  expect(await ask('select 259 + $1::int as n', [0])).toEqual([{ n: 259 }])
  expect(await ask('select 0 + $1::int as n', [0])).toEqual([{ n: 0 }])
})
