import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FileRecord, Format } from '../../ingest/format.ts'
import { formats } from '../../ingest/index.ts'
import type { Connection } from '../connect.ts'
import { StartError } from '../startError.ts'
import { type AddCommand, answerOf, connected } from './command.ts'
import { counted, createProgress } from './progress.ts'

const pack = promisify(gzip)
const logsAtOnce = 1_000
const charactersAtOnce = 8 * 1024 * 1024
const inFlight = 2
const tries = 20
const told = 10

interface Result {
  accepted: number
  duplicates: number
  rejected: number
  /** The first few rejected records, as `file:line reason`. */
  problems: string[]
  /** The times that were imported, epoch milliseconds; null when no record says one and none was accepted. */
  from: number | null
  to: number | null
}

interface Batch {
  file: string
  lines: number[]
  logs: string[]
  characters: number
}

const beginningOf = (file: string): string => {
  const buffer = Buffer.alloc(64 * 1024)
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
  if (stat === undefined || !stat.isFile()) throw new StartError(`there is no file ${file}`)
  return stat.size
}

const pause = (seconds: number) => new Promise((done) => setTimeout(done, seconds * 1000))

/** Sends until the server takes it; what it says to wait is waited. */
const post = async (
  { fetch }: Connection,
  batch: Batch,
): Promise<{ accepted: number; duplicates: number; rejected: { index: number; issues: { path: string; message: string }[] }[] }> => {
  const body = new Uint8Array(await pack(`[${batch.logs.join(',')}]`))
  for (let attempt = 1; ; attempt++) {
    const response = await fetch('/api/metrics/ingest', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      body,
    })
    if ((response.status === 429 || response.status === 503) && attempt < tries) {
      await response.body?.cancel()
      await pause(Number(response.headers.get('retry-after') ?? 1))
      continue
    }
    if (response.status !== 422) return answerOf(response)
    const { error } = (await response.json()) as { error: { issues?: { path: string; message: string }[] } }
    return { accepted: 0, duplicates: 0, rejected: rejectedOf(batch, error.issues ?? []) }
  }
}

/** When no log of a batch is good its issues come as one list, led by `logs.<index>`. */
const rejectedOf = (batch: Batch, issues: readonly { path: string; message: string }[]) =>
  batch.logs.map((_, index) => ({
    index,
    issues: issues.filter(({ path }) => path === `logs.${index}` || path.startsWith(`logs.${index}.`)),
  }))

/** Imports files over the API, a bounded number of logs in memory at a time. */
const importAll = async (connection: Connection, files: readonly string[], asked: string, quiet: boolean): Promise<Result> => {
  const result: Result = { accepted: 0, duplicates: 0, rejected: 0, problems: [], from: null, to: null }
  const sizes = files.map(sizeOf)
  const read = files.map((file) => [file, formatOf(file, asked)] as const)
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  const progress = createProgress(quiet)
  const began = Date.now()
  let passed = 0
  const sending = new Set<Promise<void>>()

  const reject = (file: string, line: number, reason: string): void => {
    result.rejected += 1
    if (result.problems.length < told) result.problems.push(`${basename(file)}:${line} ${reason}`)
  }

  const noteTime = (value: unknown): void => {
    const given = (value as { timestamp?: unknown }).timestamp
    const time = typeof given === 'number' ? given : typeof given === 'string' ? Date.parse(given) : began
    if (!Number.isFinite(time)) return
    result.from = Math.min(result.from ?? time, time)
    result.to = Math.max(result.to ?? time, time)
  }

  const send = async (batch: Batch): Promise<void> => {
    const { accepted, duplicates, rejected } = await post(connection, batch)
    result.accepted += accepted
    result.duplicates += duplicates
    for (const { index, issues } of rejected)
      reject(
        batch.file,
        batch.lines[index] ?? 0,
        issues.map(({ path, message }) => `${path.replace(/^logs\.\d+\.?/, '')} ${message}`.trim()).join('; '),
      )
    progress.show(passed / bytes, `${result.accepted + result.duplicates + result.rejected} logs`)
  }

  const launch = async (batch: Batch): Promise<void> => {
    if (batch.logs.length === 0) return
    while (sending.size >= inFlight) await Promise.race(sending)
    const sent: Promise<void> = send(batch).finally(() => sending.delete(sent))
    sent.catch(() => {}) // it is awaited below
    sending.add(sent)
  }

  const add = (batch: Batch, record: FileRecord): void => {
    if ('problem' in record) {
      reject(batch.file, record.line, record.problem)
      return
    }
    const text = JSON.stringify(record.value) ?? 'null'
    noteTime(record.value ?? {})
    batch.lines.push(record.line)
    batch.logs.push(text)
    batch.characters += text.length
  }

  try {
    for (const [file, format] of read) {
      const fresh = (): Batch => ({ file, lines: [], logs: [], characters: 0 })
      let batch = fresh()
      const chunks = counted(createReadStream(file), (length) => {
        passed += length
      })
      for await (const record of format.read(chunks)) {
        add(batch, record)
        if (batch.logs.length < logsAtOnce && batch.characters < charactersAtOnce) continue
        await launch(batch)
        batch = fresh()
      }
      await launch(batch)
    }
    await Promise.all(sending)
  } finally {
    progress.end()
  }
  return result
}

/** The page on the range that was imported, with a little room. */
const pageOf = (pageUrl: string, { from, to }: Result): string => {
  const room = 60_000
  const iso = (time: number) => new Date(time).toISOString()
  return `${pageUrl}/#/${from === null || to === null ? '' : `?from=${iso(from - room)}&to=${iso(Math.max(to, Date.now() - to < 600_000 ? Date.now() : to) + room)}`}`
}

export const importFiles: AddCommand = (program, settings, configOf) => {
  settings(program.command('import').description('store logs from files'))
    .argument('<files...>', `files: ${known()}`)
    .option('--format <name>', 'what the files are', 'auto')
    .option('--json', 'for machines')
    .action(async (files: string[], { format, json }: { format: string; json?: boolean }, command) => {
      await connected(configOf(command), async (connection) => {
        const result = await importAll(connection, files, format, json === true)
        const page = connection.pageUrl === null ? null : pageOf(connection.pageUrl, result)
        if (json) process.stdout.write(`${JSON.stringify({ ...result, page })}\n`)
        else {
          for (const problem of result.problems) process.stderr.write(`rejected ${problem}\n`)
          const { accepted, duplicates, rejected } = result
          process.stdout.write(`${accepted} stored, ${duplicates} there already, ${rejected} rejected, in ${connection.where}\n`)
          process.stdout.write(page === null ? 'see them with: aicwd up\n' : `see them at ${page}\n`)
        }
        if (result.rejected > 0) process.exitCode = 1
      })
    })
}
