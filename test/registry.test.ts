import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createRegistry } from '../backend/core/registry.ts'
import { formats } from '../backend/ingest/index.ts'
import { judges } from '../backend/redteam/judges/index.ts'
import { strategies } from '../backend/redteam/strategies/index.ts'

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** Files of a folder that export a thing of a kind, by the id their name says. */
const idsIn = (folder: string, kind: RegExp): string[] =>
  readdirSync(new URL(`../backend/${folder}`, import.meta.url))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .filter((name) => kind.test(readFileSync(new URL(`../backend/${folder}/${name}`, import.meta.url), 'utf8')))
    .map((name) => kebab(name.replace('.ts', '')))

describe('registries', () => {
  it('list every file format there is', () => {
    expect(idsIn('ingest', /^export const \w+: Format = /m).sort()).toEqual(formats.all.map(({ id }) => id).sort())
  })
  it('list every strategy and every judge there is', () => {
    expect(idsIn('redteam/strategies', /^export const \w+: Strategy = /m).sort()).toEqual(strategies.all.map(({ id }) => id).sort())
    expect(idsIn('redteam/judges', /^export const \w+: Judge = /m).sort()).toEqual(judges.all.map(({ id }) => id).sort())
  })
  it('hold an id once', () => {
    expect(() => createRegistry([{ id: 'a' }, { id: 'a' }])).toThrow(/"a"/)
    expect(formats.get('csv')?.id).toBe('csv')
    expect(formats.get('nothing')).toBeUndefined()
  })
})
