import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { attacksDocument } from './document.ts'
import { strategies } from './strategies/index.ts'

describe('docs/attacks.md', () => {
  it('is what the registries say; npm run docs:attacks writes it', () => {
    expect(readFileSync(new URL('../../docs/attacks.md', import.meta.url), 'utf8')).toBe(attacksDocument())
  })
  it('tells of every strategy', () => {
    for (const { id, title } of strategies.all) expect(attacksDocument()).toContain(`### ${title} (\`${id}\`)`)
  })
})
