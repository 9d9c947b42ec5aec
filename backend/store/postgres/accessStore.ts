import type { AccessStore, ApiKey } from '../../core/ports.ts'
import type { Scope } from '../../core/scopes.ts'
import type { Sql } from './sql.ts'

interface KeyRow {
  id: string
  name: string
  scopes: string
  created_ms: number
  expires_ms: number | null
}

const toKey = ({ id, name, scopes, created_ms, expires_ms }: KeyRow): ApiKey => ({
  id,
  name,
  scopes: scopes.split(',') as Scope[],
  createdAt: created_ms,
  expiresAt: expires_ms,
})

/** A live key by its hash; $2 is now. */
const live = 'not revoked and (expires_ms is null or expires_ms > $2)'

/** Keys and sessions; only hashes of secrets are ever stored. */
export const createAccessStore = (sql: Sql): AccessStore => ({
  scopesOf: async (hash, now) => {
    const [row] = await sql.query<{ scopes: string }>(
      `select scopes from api_keys where hash = $1 and ${live}
      union all
      select case when key_hash is null then 'admin' else (select scopes from api_keys where hash = key_hash and ${live}) end
      from sessions where hash = $1 and expires_ms > $2`,
      [hash, now],
    )
    return row?.scopes ? (row.scopes.split(',') as Scope[]) : null
  },
  saveKey: async (key, hash) => {
    await sql.query('insert into api_keys (id, hash, name, scopes, created_ms, expires_ms) values ($1, $2, $3, $4, $5, $6)', [
      key.id,
      hash,
      key.name,
      key.scopes.join(','),
      key.createdAt,
      key.expiresAt,
    ])
  },
  keys: async () =>
    (
      await sql.query<KeyRow>('select id, name, scopes, created_ms, expires_ms from api_keys where not revoked order by created_ms, id')
    ).map(toKey),
  revokeKey: (id) =>
    sql.transaction(async (tx) => {
      const [key] = await tx.query<{ hash: string }>('update api_keys set revoked = true where id = $1 and not revoked returning hash', [
        id,
      ])
      if (key !== undefined) await tx.query('delete from sessions where key_hash = $1', [key.hash])
      return key !== undefined
    }),
  saveSession: async ({ hash, keyHash, expiresAt }) => {
    await sql.query('insert into sessions (hash, key_hash, expires_ms) values ($1, $2, $3)', [hash, keyHash, expiresAt])
  },
  endSession: async (hash) => {
    await sql.query('delete from sessions where hash = $1', [hash])
  },
})

/** Forgets sessions that have ended by themselves. */
export const dropSessions = async (sql: Sql, nowMs: number): Promise<void> => {
  await sql.query('delete from sessions where expires_ms <= $1', [nowMs])
}
