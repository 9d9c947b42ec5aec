import { existsSync, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config.ts'
import { type Connection, connect } from '../connect.ts'
import { holderOf } from '../dataFolder.ts'
import { folderFault } from '../folder.ts'
import { type AddCommand, nothingThere } from './command.ts'
import { plain } from './plain.ts'

interface Finding {
  name: string
  ok: boolean
  words: string
}

const node = (): Finding => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const ok = major > 20 || (major === 20 && minor >= 19)
  return { name: 'Node', ok, words: ok ? process.versions.node : `${process.versions.node} is too old: 20.19 or newer` }
}

const page = (): Finding => {
  const ok = existsSync(fileURLToPath(new URL('./page/index.html', import.meta.url)))
  return { name: 'page', ok, words: ok ? 'built' : 'is not built: npm run build' }
}

const folder = ({ dataDir, databaseUrl, url }: Config): Finding => {
  if (url !== null) return { name: 'data folder', ok: true, words: 'is the business of the server' }
  if (databaseUrl !== null) return { name: 'data folder', ok: true, words: 'is not used: DATABASE_URL is set' }
  const fault = folderFault(dataDir)
  if (fault !== null) return { name: 'data folder', ok: false, words: fault }
  let place = dataDir
  while (!existsSync(place)) place = dirname(place)
  const { bavail, bsize } = statfsSync(place)
  const free = (bavail * bsize) / 1e9
  return { name: 'data folder', ok: free > 1, words: `${dataDir}, ${free.toFixed(1)} GB free${free > 1 ? '' : ': too little'}` }
}

const server = ({ dataDir, databaseUrl, url }: Config): Finding => {
  if (url !== null) return { name: 'server', ok: true, words: `asked at ${url}` }
  const holder = databaseUrl === null ? holderOf(dataDir) : null
  return {
    name: 'server',
    ok: true,
    words: holder === null ? 'none holds this data folder' : `process ${holder.pid} at ${holder.url ?? 'no address yet'}`,
  }
}

/** How long ago something was, roughly. */
const ago = (seconds: number): string => {
  if (seconds < 120) return `${seconds} s ago`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min ago` : `${Math.round(seconds / 3_600)} h ago`
}

interface MartsStatus {
  martsAgeSeconds: number | null
  runs: { status: string; engine: string; error?: string }[]
}

/** The newest refresh that ended tells whether the next will do; without a key for it nothing is told. */
const marts = async ({ fetch }: Connection): Promise<Finding> => {
  const response = await fetch('/api/dbt/status')
  if (!response.ok) {
    await response.body?.cancel()
    return { name: 'marts', ok: true, words: `cannot be asked (${response.status}): set AICWD_KEY` }
  }
  const { martsAgeSeconds, runs } = (await response.json()) as MartsStatus
  const last = runs.find(({ status }) => status !== 'running')
  const age = martsAgeSeconds === null ? 'never refreshed' : `refreshed ${ago(martsAgeSeconds)}`
  if (last?.status === 'failed') return { name: 'marts', ok: false, words: plain(`${age}; the last refresh failed: ${last.error}`) }
  return { name: 'marts', ok: true, words: last === undefined ? age : `${age} by ${last.engine === 'dbt' ? 'dbt' : 'the embedded engine'}` }
}

const database = async (config: Config): Promise<Finding[]> => {
  const why = nothingThere(config)
  if (why !== null) return [{ name: 'database', ok: false, words: why }]
  try {
    const connection = await connect(config)
    try {
      const response = await connection.fetch('/readyz')
      await response.body?.cancel()
      const words = response.ok ? `can store, in ${connection.where}` : 'cannot store now: see the log of the server'
      const finding = { name: 'database', ok: response.ok, words }
      return response.ok ? [finding, await marts(connection)] : [finding]
    } finally {
      await connection.close()
    }
  } catch (error) {
    return [{ name: 'database', ok: false, words: (error as Error).message }]
  }
}

const clockLimitMs = 60_000

/** Logs are dated by this clock; that of a server elsewhere is told by its answers. */
const clock = async (config: Config): Promise<Finding> => {
  const name = 'clock'
  const built = statSync(fileURLToPath(import.meta.url)).mtimeMs
  if (Date.now() < built - clockLimitMs)
    return { name, ok: false, words: `says ${new Date().toISOString()}, before this program was built` }
  if (config.url === null) return { name, ok: true, words: new Date().toISOString() }
  try {
    const response = await fetch(`${config.url.replace(/\/+$/, '')}/healthz`, { signal: AbortSignal.timeout(10_000) })
    await response.body?.cancel()
    const off = Date.now() - Date.parse(response.headers.get('date') ?? '')
    if (!Number.isFinite(off)) return { name, ok: true, words: 'the server tells no time' }
    const seconds = Math.abs(Math.round(off / 1000))
    return { name, ok: Math.abs(off) < clockLimitMs, words: `${seconds} s ${off < 0 ? 'behind' : 'before'} the server's` }
  } catch {
    return { name, ok: true, words: 'the server does not answer, so it cannot be compared' }
  }
}

/** Looks at everything that has to hold, and says what to do where it does not; 1 when something does not. */
export const doctor: AddCommand = (program, settings, configOf) => {
  settings(program.command('doctor').description('look whether everything is in order'), 'client')
    .option('--json', 'for machines')
    .action(async ({ json }: { json?: boolean }, command) => {
      const config = configOf(command)
      const findings = [node(), page(), folder(config), server(config), ...(await database(config)), await clock(config)]
      const ok = findings.every((finding) => finding.ok)
      if (json) process.stdout.write(`${JSON.stringify({ ok, findings })}\n`)
      else
        for (const finding of findings)
          process.stdout.write(`${finding.ok ? 'ok  ' : 'FAIL'}  ${finding.name.padEnd(12)} ${finding.words}\n`)
      if (!ok) process.exitCode = 1
    })
}
