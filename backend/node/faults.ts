import { StoreUnavailable } from '../core/ports.ts'

/**
 * SQLSTATE whose cause is outside: connection, access, resources (a full disk), operator intervention, system errors, a server that has become
 * a standby, a lock or a transaction that took too long.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const outside = /^(08|28|3D|53|57|58|25006|25P03|40P01|55P03)/

const network = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'EAI_AGAIN', 'ENOENT', 'ENOSPC'])

const words =
  /connection terminated|connection error and is not queryable|timeout exceeded when trying to connect|query read timeout|cannot use a pool after|no space left/i

/** An error of a driver as the store's own: `StoreUnavailable` when the cause is outside, else what it was. */
export const faultOf = (error: unknown): Error => {
  const { message, code } = error as Error & { code?: string | null }
  const isOutside = (typeof code === 'string' && (outside.test(code) || network.has(code))) || words.test(message)
  return isOutside ? new StoreUnavailable(message, { cause: error }) : (error as Error)
}
