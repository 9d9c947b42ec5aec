import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DataFolderHeld, holderOf, holdFolder, noteAddress } from './dataFolder.ts'

describe('the lock on the data folder', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aicwd-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const lock = () => join(folder, 'aicwd.lock')
  /** A lock as another process left it, on this machine unless told otherwise. */
  const leave = (holder: object) => {
    const release = holdFolder(folder)
    const near = JSON.parse(readFileSync(lock(), 'utf8')) as object
    release()
    writeFileSync(lock(), JSON.stringify({ ...near, ...holder }))
  }
  const age = (seconds: number) => {
    const then = new Date(Date.now() - seconds * 1000)
    utimesSync(lock(), then, then)
  }

  it('has one holder, who says where it answers, and none when it lets go', () => {
    expect(holderOf(folder)).toBeNull()
    const release = holdFolder(folder)
    expect(holderOf(folder)).toMatchObject({ pid: process.pid, url: null })
    noteAddress(folder, 'http://127.0.0.1:3210')
    expect(holderOf(folder)).toMatchObject({ pid: process.pid, url: 'http://127.0.0.1:3210' })
    expect(() => holdFolder(folder)).toThrow(DataFolderHeld)
    expect(() => holdFolder(folder)).toThrow(/http:\/\/127\.0\.0\.1:3210/)
    release()
    expect(holderOf(folder)).toBeNull()
    expect(readdirSync(folder)).toEqual([])
    holdFolder(folder)()
  })
  it('can be read by its user alone', () => {
    holdFolder(folder)
    expect(statSync(lock()).mode & 0o777).toBe(0o600)
  })
  it('is taken over from a process that is gone', () => {
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    leave({ pid, started: '1', url: 'http://127.0.0.1:1' })
    expect(holderOf(folder)).toBeNull()
    holdFolder(folder)
    expect(holderOf(folder)?.pid).toBe(process.pid)
  })
  it.skipIf(process.platform !== 'linux')('is taken over when another process has got the number of the holder (needs Linux)', () => {
    leave({ pid: process.pid, started: '1', url: null })
    expect(holderOf(folder)).toBeNull()
    holdFolder(folder)
    expect(holderOf(folder)?.pid).toBe(process.pid)
  })
  it.each([{ host: 'elsewhere' }, { boot: 'another' }])('of another machine is kept while it is touched (%j)', (other) => {
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    leave({ pid, started: '1', url: null, ...other })
    age(50)
    expect(holderOf(folder)).toMatchObject(other)
    expect(() => holdFolder(folder)).toThrow(DataFolderHeld)
    age(70)
    expect(holderOf(folder)).toBeNull()
    const release = holdFolder(folder)
    expect(holderOf(folder)?.pid).toBe(process.pid)
    release()
  })
  it('of this machine is kept however old, and touched while it is held', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const release = holdFolder(folder)
      age(3600)
      expect(holderOf(folder)?.pid).toBe(process.pid)
      vi.advanceTimersByTime(20_000)
      expect(Date.now() - statSync(lock()).mtimeMs).toBeLessThan(30_000)
      release()
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
  it('that another machine took over meanwhile is left to it', () => {
    const release = holdFolder(folder)
    writeFileSync(lock(), JSON.stringify({ pid: process.pid, started: null, host: 'elsewhere', boot: null, url: null }))
    release()
    expect(holderOf(folder)).toMatchObject({ host: 'elsewhere' })
  })
  it('is taken over when what is in it says nothing', () => {
    writeFileSync(lock(), '{"pi')
    holdFolder(folder)
    expect(holderOf(folder)?.pid).toBe(process.pid)
  })
})
