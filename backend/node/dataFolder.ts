import { chmodSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Holder {
  pid: number
  /** When the process started, in ticks since boot, so that a recycled pid is not taken for it; null where the system does not say. */
  started: string | null
  url: string | null
}

/** Another process has the folder; `message` says which. */
export class DataFolderHeld extends Error {}

const lockOf = (dataDir: string): string => join(dataDir, 'aicwd.lock')

const startOf = (pid: number): string | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}

const lives = ({ pid, started }: Holder): boolean => {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return started === null || startOf(pid) === started
}

const read = (dataDir: string): Holder | null => {
  try {
    return JSON.parse(readFileSync(lockOf(dataDir), 'utf8')) as Holder
  } catch {
    return null
  }
}

/** Who holds the folder now; null when nobody alive does. */
export const holderOf = (dataDir: string): Holder | null => {
  const holder = read(dataDir)
  return holder !== null && lives(holder) ? holder : null
}

/** Makes a file whole or not at all: whoever sees it can read who holds the folder. False when it is there already. */
const create = (path: string, text: string): boolean => {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, text, { mode: 0o600 })
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

const takeoverMs = 10_000

/** Clears what a dead process left. Only one process does this at a time, or the slower would clear the lock the faster just took. */
const clearStale = (dataDir: string): void => {
  const guard = `${lockOf(dataDir)}.takeover`
  if (!create(guard, '')) {
    const age = Date.now() - (statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age > takeoverMs) rmSync(guard, { force: true })
    throw new DataFolderHeld(`another process is just taking ${dataDir}: try again`)
  }
  try {
    if (holderOf(dataDir) === null) rmSync(lockOf(dataDir), { force: true })
  } finally {
    rmSync(guard, { force: true })
  }
}

/** Takes the folder for this process, or throws `DataFolderHeld`; returns how to let it go. */
export const holdFolder = (dataDir: string): (() => void) => {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const me: Holder = { pid: process.pid, started: startOf(process.pid), url: null }
  const text = JSON.stringify(me)
  if (!create(lockOf(dataDir), text)) {
    if (holderOf(dataDir) === null) clearStale(dataDir)
    if (!create(lockOf(dataDir), text)) {
      const holder = holderOf(dataDir)
      const at = holder?.url ? ` and serves ${holder.url}` : ''
      throw new DataFolderHeld(`${dataDir} is held by process ${holder?.pid ?? 'unknown'}${at}: stop it, or choose another with --data-dir`)
    }
  }
  return () => {
    if (read(dataDir)?.pid === process.pid) rmSync(lockOf(dataDir), { force: true })
  }
}

/** Notes where the holder, this process, answers, for the commands that come after. */
export const noteAddress = (dataDir: string, url: string): void => {
  const path = lockOf(dataDir)
  const me: Holder = { pid: process.pid, started: startOf(process.pid), url }
  writeFileSync(`${path}.new`, JSON.stringify(me), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

/** Takes from everybody else what they may do with the files of the folder. */
export const makePrivate = (dataDir: string): void => {
  chmodSync(dataDir, 0o700)
  for (const entry of readdirSync(dataDir, { recursive: true, withFileTypes: true }))
    if (entry.isFile() || entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), entry.isFile() ? 0o600 : 0o700)
}
