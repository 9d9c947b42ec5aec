import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { folderFault, hasData, makeFolder } from './folder.ts'

const root = mkdtempSync(join(tmpdir(), 'aicwd-folder-'))
afterAll(() => rmSync(root, { recursive: true }))

describe('makeFolder', () => {
  it('makes every level, for its user alone, and leaves what is there', () => {
    const path = join(root, 'a', 'b', 'c')
    makeFolder(path)
    makeFolder(path)
    expect([path, join(root, 'a')].map((level) => statSync(level).mode & 0o777)).toEqual([0o700, 0o700])
  })
  it('says what is in the way', () => {
    const file = join(root, 'file')
    writeFileSync(file, 'x')
    for (const path of [file, join(file, 'below', 'it')]) expect(() => makeFolder(path)).toThrow(`${file} is a file, not a folder`)
    symlinkSync(join(root, 'nowhere'), join(root, 'link'))
    expect(() => makeFolder(join(root, 'link'))).toThrow(/link cannot be made \(EEXIST\)/)
  })
  it.skipIf(process.platform !== 'linux')('ends where the system makes no folders (needs Linux)', () => {
    expect(() => makeFolder('/proc/nope/deeper')).toThrow(/\/proc/)
  })
  it.skipIf(process.getuid?.() === 0)('says which folder cannot be written (needs a user who is not root)', () => {
    mkdirSync(join(root, 'closed'), { mode: 0o500 })
    expect(folderFault(join(root, 'closed', 'x'))).toBe(`${join(root, 'closed')} cannot be written`)
  })
})

describe('hasData', () => {
  it('is true once there is a database', () => {
    const dataDir = join(root, 'data')
    expect(hasData(dataDir)).toBe(false)
    makeFolder(dataDir)
    expect(hasData(dataDir)).toBe(false)
    makeFolder(join(dataDir, 'pglite'))
    expect(hasData(dataDir)).toBe(true)
  })
})
