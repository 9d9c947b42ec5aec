import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { makeFolder } from './folder.ts'
import { isGguf, type ModelSource } from './modelFiles.ts'
import { StartError } from './startError.ts'

const mostRedirects = 5
/** Without a byte for this long a download has stalled. */
const stallMs = 60_000

export interface Pulled {
  path: string
  bytes: number
  sha256: string
  /** Whose checksum it was compared with; null: nobody names one. */
  checkedAgainst: 'catalogue' | 'server' | null
}

interface Opened {
  response: Response
  /** What the server says that the file hashes to: Hugging Face says it on the way to the file. */
  sha256: string | null
}

const hostOf = (url: string): string => new URL(url).host

/** Follows redirects itself, to see what each says; never from https to http. */
const openUrl = async (url: string, headers: Record<string, string>, signal: AbortSignal): Promise<Opened> => {
  let at = url
  let sha256: string | null = null
  for (let hops = 0; hops <= mostRedirects; hops += 1) {
    const response = await fetch(at, { headers, redirect: 'manual', signal })
    sha256 ??= /^"?([0-9a-f]{64})"?$/.exec(response.headers.get('x-linked-etag') ?? '')?.[1] ?? null
    const location = response.headers.get('location')
    if (response.status < 300 || response.status >= 400 || location === null) return { response, sha256 }
    await response.body?.cancel()
    const next = new URL(location, at)
    if (!/^https?:$/.test(next.protocol) || (at.startsWith('https:') && next.protocol === 'http:'))
      throw new StartError(`${hostOf(at)} leads to ${next.protocol}//${next.host}, which is not followed`)
    at = next.href
  }
  throw new StartError(`${hostOf(url)} leads in circles`)
}

const hashOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

/** Ends a download in which nothing arrives any more. */
const createStallGuard = () => {
  const abort = new AbortController()
  let timer: NodeJS.Timeout
  const stir = () => {
    clearTimeout(timer)
    timer = setTimeout(() => abort.abort(new Error('nothing arrived for a minute')), stallMs)
  }
  stir()
  return { signal: abort.signal, stir, end: () => clearTimeout(timer) }
}

const refusalOf = (url: string, status: number): StartError => {
  const why =
    status === 401 || status === 403 ? 'wants a login or an agreement first: download it by hand and name the file' : `answered ${status}`
  return new StartError(`${hostOf(url)} ${why}`)
}

/** What is there already of a download, and how to ask for the rest: by the same version of the file, where the server named one. */
const rest = (part: string) => {
  const have = sizeOf(part)
  const etag = existsSync(`${part}.etag`) ? readFileSync(`${part}.etag`, 'utf8') : null
  return { have, headers: have === 0 ? {} : { Range: `bytes=${have}-`, ...(etag !== null && { 'If-Range': etag }) } }
}

const forget = (part: string): void => {
  rmSync(part, { force: true })
  rmSync(`${part}.etag`, { force: true })
}

/** Brings what is missing of a file into `part`; returns what the server says that it hashes to. */
const fetchRest = async (url: string, part: string, onProgress: (done: number, all: number | null) => void): Promise<string | null> => {
  const guard = createStallGuard()
  try {
    const { have, headers } = rest(part)
    const { response, sha256 } = await openUrl(url, { ...headers, 'Accept-Encoding': 'identity' }, guard.signal)
    const whole = Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1])
    if (response.status === 416 && whole === have) return sha256 // all of it is there
    if (response.status !== 200 && response.status !== 206) {
      await response.body?.cancel()
      if (response.status === 416) forget(part)
      throw refusalOf(url, response.status)
    }
    const from = response.status === 206 ? have : 0
    const length = Number(response.headers.get('content-length'))
    const all = length > 0 ? from + length : null
    const etag = response.headers.get('etag')
    if (etag?.startsWith('"')) writeFileSync(`${part}.etag`, etag)
    else rmSync(`${part}.etag`, { force: true })
    let done = from
    const count = new Transform({
      transform: (chunk: Buffer, _, next) => {
        guard.stir()
        done += chunk.length
        onProgress(done, all)
        next(null, chunk)
      },
    })
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0])
    const file = createWriteStream(part, { flags: from === 0 ? 'w' : 'a' })
    const closed = new Promise<void>((done) => file.once('close', done)) // of a download that was cut off, a piece may still be on its way into the file
    try {
      await pipeline(body, count, file, { signal: guard.signal })
    } finally {
      await closed
    }
    if (all !== null && done !== all) throw new Error('the connection ended early')
    return sha256
  } finally {
    guard.end()
  }
}

/** Downloads a model, from where an earlier try ended. It gets its name only once it is whole and hashes to what it should. */
export const pull = async (
  source: ModelSource,
  folder: string,
  onProgress: (done: number, all: number | null) => void,
): Promise<Pulled> => {
  makeFolder(folder)
  const path = join(folder, source.file)
  const part = `${path}.part`
  let said: string | null
  try {
    said = await fetchRest(source.url, part, onProgress)
  } catch (error) {
    if (error instanceof StartError) throw error
    const { message, cause } = error as Error & { cause?: { code?: string; message?: string } }
    throw new StartError(
      `${hostOf(source.url)}: ${cause?.code ?? cause?.message ?? message}; what has arrived is kept: run this again to go on`,
      { cause: error },
    )
  }
  const wanted = source.sha256 ?? said
  const sha256 = await hashOf(part)
  const fault = !(await isGguf(part))
    ? 'it is no GGUF file'
    : wanted !== null && sha256 !== wanted
      ? `its SHA-256 is ${sha256} and should be ${wanted}`
      : null
  if (fault !== null) {
    forget(part)
    throw new StartError(`what ${hostOf(source.url)} sent is thrown away: ${fault}`)
  }
  renameSync(part, path)
  forget(part)
  const checkedAgainst = source.sha256 !== null ? 'catalogue' : said !== null ? 'server' : null
  return { path, bytes: sizeOf(path), sha256, checkedAgainst }
}
