import { expect, it } from 'vitest'
import { openTestDatabase } from './pglite.ts'

it('gives a database that was closed twice to one test alone', async () => {
  const first = await openTestDatabase()
  await first.close()
  await first.close()
  const [one, other] = [await openTestDatabase(), await openTestDatabase()]
  expect(one.sql).toBe(first.sql)
  expect(other.sql).not.toBe(one.sql)
  await Promise.all([one.close(), other.close()])
})
