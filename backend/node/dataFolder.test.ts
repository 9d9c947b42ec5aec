import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DataFolderHeld, holderOf, holdFolder, noteAddress } from './dataFolder.ts'

describe('the lock on the data folder', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aicwd-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const lock = () => join(folder, 'aicwd.lock')
  const leave = (holder: object) => writeFileSync(lock(), JSON.stringify(holder))

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
  it.skipIf(process.platform !== 'linux')('is taken over when another process has got the number of the holder', () => {
    leave({ pid: process.pid, started: '1', url: null })
    expect(holderOf(folder)).toBeNull()
    holdFolder(folder)
    expect(holderOf(folder)?.pid).toBe(process.pid)
  })
  it('is taken over when what is in it says nothing', () => {
    writeFileSync(lock(), '{"pi')
    holdFolder(folder)
    expect(holderOf(folder)?.pid).toBe(process.pid)
  })
})
