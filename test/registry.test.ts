import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createRegistry } from '../backend/core/registry.ts'
import { formats } from '../backend/ingest/index.ts'

describe('registries', () => {
  it('list every file format there is', () => {
    const other = [
      'arrayRecords',
      'body',
      'clean',
      'format',
      'identity',
      'index',
      'jsonRecords',
      'lines',
      'native',
      'sample',
      'time',
      'usage',
    ]
    const files = readdirSync(new URL('../backend/ingest', import.meta.url))
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => name.replace('.ts', ''))
    const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    expect(
      files
        .filter((name) => !other.includes(name))
        .map(kebab)
        .sort(),
    ).toEqual(formats.all.map(({ id }) => id).sort())
  })
  it('hold an id once', () => {
    expect(() => createRegistry([{ id: 'a' }, { id: 'a' }])).toThrow(/"a"/)
    expect(formats.get('csv')?.id).toBe('csv')
    expect(formats.get('nothing')).toBeUndefined()
  })
})
