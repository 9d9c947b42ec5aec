import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Format } from '../../ingest/format.ts'
import { formats } from '../../ingest/index.ts'
import { toTime } from '../../ingest/time.ts'
import type { Config } from '../config.ts'
import type { Connection } from '../connect.ts'
import { StartError } from '../startError.ts'
import { type AddCommand, connectedAnew } from './command.ts'
import { plain } from './plain.ts'
import { counted, createProgress } from './progress.ts'
import { send } from './send.ts'

const logsAtOnce = 1_000
const charactersAtOnce = 8 * 1024 * 1024
const inFlight = 2
/** Rejected records that are told; the others are counted. */
const told = 10
const beginningBytes = 1024 * 1024

export interface Imported {
  accepted: number
  duplicates: number
  rejected: number
  /** The first few rejected records, as `file:line reason`. */
  problems: string[]
  /** The times of what was imported, epoch milliseconds; null when nothing says one. */
  from: number | null
  to: number | null
}

interface Batch {
  lines: number[]
  logs: string[]
  /** NaN: the log has none and is of the moment it arrives. */
  times: number[]
  characters: number
}

const beginningOf = (file: string): string => {
  const buffer = Buffer.alloc(beginningBytes)
  const handle = openSync(file, 'r')
  try {
    return buffer.toString('utf8', 0, readSync(handle, buffer))
  } finally {
    closeSync(handle)
  }
}

const known = () => formats.all.map(({ id }) => id).join(', ')

const formatOf = (file: string, asked: string): Format => {
  const named = formats.get(asked)
  if (named !== undefined) return named
  if (asked !== 'auto') throw new StartError(`there is no format "${asked}": write auto, ${known()}`)
  const beginning = beginningOf(file)
  const found = formats.all.find((format) => format.detect(beginning))
  if (found === undefined) throw new StartError(`${file} looks like none of ${known()}: say which with --format`)
  return found
}

const sizeOf = (file: string): number => {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined) throw new StartError(`there is no file ${file}`)
  if (stat.isDirectory()) throw new StartError(`${file} is a folder: name its files`)
  if (!stat.isFile()) throw new StartError(`${file} is no file`)
  return stat.size
}

const timeOf = (value: unknown): number => {
  const given = (value as { timestamp?: unknown } | null)?.timestamp
  return typeof given === 'number' || typeof given === 'string' ? toTime(given) : Number.NaN
}

const createTally = () => {
  const total: Imported = { accepted: 0, duplicates: 0, rejected: 0, problems: [], from: null, to: null }
  return {
    total,
    reject: (file: string, line: number, reason: string): void => {
      total.rejected += 1
      if (total.problems.length < told) total.problems.push(`${basename(file)}:${line} ${reason}`)
    },
    span: (time: number): void => {
      total.from = Math.min(total.from ?? time, time)
      total.to = Math.max(total.to ?? time, time)
    },
  }
}

/** What is read, each file with its size in bytes and its format; `StartError` before anything is sent when one cannot be. */
const planOf = (files: readonly string[], asked: string) =>
  files.map((file) => ({ file, bytes: sizeOf(file), format: formatOf(file, asked) }))

/** Runs a bounded number of jobs at a time. After one failed no other begins: `add` and `end` reject with its error, once nothing runs any more. */
const createLane = (width: number) => {
  const running = new Set<Promise<void>>()
  let failure: { error: unknown } | null = null
  const end = async (): Promise<void> => {
    await Promise.all(running)
    if (failure !== null) throw failure.error
  }
  return {
    end,
    add: async (job: () => Promise<void>): Promise<void> => {
      while (running.size >= width) await Promise.race(running)
      if (failure !== null) return end()
      const run: Promise<void> = job()
        .catch((error: unknown) => {
          failure ??= { error }
        })
        .finally(() => running.delete(run))
      running.add(run)
    },
  }
}

const emptyBatch = (): Batch => ({ lines: [], logs: [], times: [], characters: 0 })

/** The same failure, and what was stored all the same. */
const afterStoring = (error: unknown, { accepted }: Imported): unknown =>
  error instanceof StartError && accepted > 0
    ? new StartError(`${error.message}; ${accepted} logs were stored before: import again, none is stored twice`, { cause: error })
    : error

/**
 * Imports files over the API: a bounded number of logs is in memory, two batches are under way. The first goes alone, and the shorter last one of a
 * file waits for the others: a route's first logs by arrival, its baseline, are the first of the file. Rejects with the first failure of a batch,
 * when nothing is under way any more.
 */
export const importAll = async (connection: Connection, files: readonly string[], asked: string, quiet: boolean): Promise<Imported> => {
  const plan = planOf(files, asked)
  const all = plan.reduce((sum, { bytes }) => sum + bytes, 0)
  const progress = createProgress(quiet)
  const { total, reject, span } = createTally()
  const lane = createLane(inFlight)
  const read = () => `${total.accepted + total.duplicates + total.rejected} logs`
  let passed = 0
  let begun = false

  const deliver = async (file: string, batch: Batch): Promise<void> => {
    const began = Date.now()
    const { accepted, duplicates, rejected } = await send(connection, batch.logs)
    total.accepted += accepted
    total.duplicates += duplicates
    const bad = new Set(rejected.map(({ index }) => index))
    for (const { index, reason } of rejected) reject(file, batch.lines[index] ?? 0, reason)
    for (const [index, time] of batch.times.entries()) if (!bad.has(index) && Number.isFinite(time)) span(time)
    if (accepted > 0 && batch.times.some(Number.isNaN)) for (const time of [began, Date.now()]) span(time)
    progress.show(passed / all, read())
  }

  const launch = async (file: string, batch: Batch): Promise<void> => {
    if (batch.logs.length === 0) return
    await lane.add(() => deliver(file, batch))
    if (!begun) await lane.end()
    begun = true
  }

  const importFile = async (file: string, format: Format): Promise<void> => {
    let batch = emptyBatch()
    const chunks = counted(createReadStream(file), (length) => {
      passed += length
    })
    for await (const record of format.read(chunks)) {
      if ('problem' in record) {
        reject(file, record.line, record.problem)
        continue
      }
      const text = JSON.stringify(record.value) ?? 'null'
      batch.lines.push(record.line)
      batch.logs.push(text)
      batch.times.push(timeOf(record.value))
      batch.characters += text.length
      if (batch.logs.length < logsAtOnce && batch.characters < charactersAtOnce) continue
      await launch(file, batch)
      batch = emptyBatch()
    }
    await lane.end()
    await launch(file, batch)
  }

  try {
    for (const { file, format } of plan) await importFile(file, format)
    await lane.end()
  } catch (error) {
    await lane.end().catch(() => {}) // the same error, or a later one
    progress.end()
    throw afterStoring(error, total)
  }
  progress.end({ share: 1, words: read() })
  return total
}

const room = 60_000
const iso = (time: number): string => new Date(time).toISOString()

/** The page on the range that was imported, with a minute around it. */
export const pageOf = (pageUrl: string, { from, to }: Pick<Imported, 'from' | 'to'>): string =>
  `${pageUrl}/#/${from === null || to === null ? '' : `?from=${iso(from - room)}&to=${iso(to + room)}`}`

const csvHelp = `
Columns of CSV, named in its first line (those that are empty or absent are left out, others ignored):
  model, and prompt or messages (JSON); response, unless status is error
  timestamp (ISO 8601 or epoch ms), provider, service, route, source, reasoning, latencyMs, timeToFirstTokenMs,
  status (ok or error), error.type, error.message, finishReason, costUsd, sessionId, userId, expected, id,
  usage.promptTokens, usage.completionTokens, usage.cachedTokens, usage.cacheWriteTokens, usage.reasoningTokens,
  tags.<name>; or short: prompt, response, tokens, latency, model`

/** The flag with which a server finds what was stored here. */
const placeOf = ({ databaseUrl, dataDir }: Config): string =>
  databaseUrl === null ? `--data-dir ${JSON.stringify(dataDir)}` : '--database-url …'

export const importFiles: AddCommand = (program, settings, configOf) => {
  settings(program.command('import').description('store logs from files'), 'client')
    .argument('<files...>', `files: ${known()}`)
    .option('--format <name>', 'what the files are', 'auto')
    .option('--json', 'for machines')
    .addHelpText('after', csvHelp)
    .action(async (files: string[], { format, json }: { format: string; json?: boolean }, command) => {
      const config = configOf(command)
      planOf(files, format) // before a data folder is made for nothing
      await connectedAnew(config, json === true, async (connection) => {
        const { from, to, ...result } = await importAll(connection, files, format, json === true)
        const page = connection.pageUrl === null ? null : pageOf(connection.pageUrl, { from, to })
        if (json) {
          const range = { from: from === null ? null : iso(from), to: to === null ? null : iso(to) }
          process.stdout.write(`${JSON.stringify({ ...result, ...range, page })}\n`)
        } else {
          for (const problem of result.problems) process.stderr.write(`rejected ${plain(problem)}\n`)
          const untold = result.rejected - result.problems.length
          if (untold > 0) process.stderr.write(`and ${untold} more\n`)
          const { accepted, duplicates, rejected } = result
          process.stdout.write(`${accepted} stored, ${duplicates} there already, ${rejected} rejected, in ${connection.where}\n`)
          process.stdout.write(page === null ? `see them with: npx aicwd up ${placeOf(config)}\n` : `see them at ${page}\n`)
        }
        if (result.rejected > 0) process.exitCode = 1
      })
    })
}
