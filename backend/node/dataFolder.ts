import { randomUUID } from 'node:crypto'
import { chmodSync, linkSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { makeFolder } from './folder.ts'

interface Holder {
  pid: number
  /** When the process started, in ticks since boot, so that a recycled pid is not taken for it; null where the system does not say. */
  started: string | null
  /** The machine or container of the process: only there does its number say anything. */
  host: string
  /** The run of that machine; null where the system does not say. */
  boot: string | null
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

const bootOf = (): string | null => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return null
  }
}

const me = (): Holder => ({ pid: process.pid, started: startOf(process.pid), host: hostname(), boot: bootOf(), url: null })

const isMine = (holder: Holder | null): boolean => holder !== null && holder.pid === process.pid && isNear(holder)

/** Whether a holder is a process of this machine, that can be looked at from here. */
export const isNear = ({ host, boot }: Holder): boolean => host === hostname() && boot === bootOf()

const touchMs = 15_000
/** A holder elsewhere touches its lock every `touchMs`: untouched for so long, it is gone. */
const silentMs = 60_000

const isTouched = (dataDir: string): boolean => {
  const touched = statSync(lockOf(dataDir), { throwIfNoEntry: false })?.mtimeMs
  return touched !== undefined && Date.now() - touched < silentMs
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
  if (holder === null) return null
  return (isNear(holder) ? lives(holder) : isTouched(dataDir)) ? holder : null
}

/** Makes a file whole or not at all: whoever sees it can read who holds the folder. False when it is there already. */
const create = (path: string, text: string): boolean => {
  const draft = `${path}.${randomUUID()}` // a number of a process is unique on one machine only
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

const heldBy = (dataDir: string, holder: Holder | null): string => {
  const place = holder !== null && !isNear(holder) ? ` on ${holder.host}` : ''
  const at = holder?.url ? ` and serves ${holder.url}` : ''
  const gone = place === '' ? '' : ' (if it is gone, wait a minute)'
  return `${dataDir} is held by process ${holder?.pid ?? 'unknown'}${place}${at}: stop it${gone}, or choose another with --data-dir`
}

/** Shows those on other machines that this process is there; returns how to stop. */
const keepTouching = (dataDir: string): (() => void) => {
  const timer = setInterval(() => {
    const now = new Date()
    try {
      if (isMine(read(dataDir))) utimesSync(lockOf(dataDir), now, now)
    } catch {
      // the lock is gone, and nothing to be shown
    }
  }, touchMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** Takes the folder for this process, or throws `DataFolderHeld`; returns how to let it go. */
export const holdFolder = (dataDir: string): (() => void) => {
  makeFolder(dataDir)
  const text = JSON.stringify(me())
  if (!create(lockOf(dataDir), text)) {
    if (holderOf(dataDir) === null) clearStale(dataDir)
    if (!create(lockOf(dataDir), text)) throw new DataFolderHeld(heldBy(dataDir, holderOf(dataDir)))
  }
  const stopTouching = keepTouching(dataDir)
  return () => {
    stopTouching()
    if (isMine(read(dataDir))) rmSync(lockOf(dataDir), { force: true })
  }
}

/** Notes where the holder, this process, answers, for the commands that come after. */
export const noteAddress = (dataDir: string, url: string): void => {
  const path = lockOf(dataDir)
  writeFileSync(`${path}.new`, JSON.stringify({ ...me(), url }), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

/** Takes from everybody else what they may do with the files of the folder. */
export const makePrivate = (dataDir: string): void => {
  chmodSync(dataDir, 0o700)
  for (const entry of readdirSync(dataDir, { recursive: true, withFileTypes: true }))
    if (entry.isFile() || entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), entry.isFile() ? 0o600 : 0o700)
}
