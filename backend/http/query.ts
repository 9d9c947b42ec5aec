import type { Context } from 'hono'
import { z } from 'zod'
import { sources, statuses } from '../core/log.ts'
import { dimensions } from '../core/ports.ts'
import { toTime } from '../ingest/time.ts'
import type { Env } from './deps.ts'
import { type Fault, issuesOf, wrongShape } from './errors.ts'

/** A time as ISO 8601 (UTC where it names no zone) or epoch milliseconds, read to epoch milliseconds. */
export const time = z
  .string()
  .transform((value) => toTime(/^-?\d+$/.test(value) ? Number(value) : value))
  .refine((ms) => Math.abs(ms) <= 8_640_000_000_000_000, 'is not a time: write ISO 8601 or epoch milliseconds')

const name = z.string().min(1).max(200)

export const filterShape = {
  model: name.optional(),
  service: name.optional(),
  route: name.optional(),
  source: z.enum(sources).optional(),
}

export const rangeShape = { from: time.optional(), to: time.optional() }

export const limit = z.string().regex(/^\d+$/, 'not a whole number').transform(Number).pipe(z.number().int().min(1).max(500)).default(50)

export const status = z.enum(statuses).optional()

/** A comma-separated list of dimensions, each once. */
export const groupBy = z
  .string()
  .transform((value) => [...new Set(value.split(',').filter(Boolean))])
  .pipe(z.array(z.enum(dimensions)))
  .default([])

/** A text a database can hold: nothing else is ever there to be found. */
export const storable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

type Read<T> = { ok: true; query: T } | { ok: false; fault: Fault }

/** Drops what is absent, so that a filter only holds what was asked. */
const present = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T

/** The query of a request. An empty value counts as absent; a name nobody knows is a mistake, since leaving it out would answer another question. */
export const readQuery = <T extends object>(c: Context<Env>, schema: z.ZodObject<z.ZodRawShape, z.core.$strip> & z.ZodType<T>): Read<T> => {
  const unknown = Object.keys(c.req.query()).find((key) => !(key in schema.shape))
  if (unknown !== undefined)
    return {
      ok: false,
      fault: wrongShape([{ path: unknown, message: `is none of ${Object.keys(schema.shape).join(', ')}` }], 'a bad query'),
    }
  const given = Object.fromEntries(Object.entries(c.req.query()).filter(([, value]) => value !== ''))
  const unstorable = Object.keys(given).find((key) => !storable(given[key] ?? ''))
  if (unstorable !== undefined)
    return { ok: false, fault: wrongShape([{ path: unstorable, message: 'has characters no log can have' }], 'a bad query') }
  const parsed = schema.safeParse(given)
  if (!parsed.success) return { ok: false, fault: wrongShape(issuesOf(parsed.error), 'a bad query') }
  const { from, to } = parsed.data as { from?: number; to?: number }
  if (from !== undefined && to !== undefined && from > to)
    return { ok: false, fault: wrongShape([{ path: 'from', message: 'is later than `to`' }], 'a bad query') }
  return { ok: true, query: present(parsed.data) }
}
