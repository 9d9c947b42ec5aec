import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

/** What each room of the backend may import, apart from itself. */
const allowed: Record<string, readonly string[]> = {
  core: [],
  ingest: ['core'],
  measure: ['core'],
  redteam: ['core'],
  alerts: ['core'],
  providers: ['core'],
  store: ['core'],
  flows: ['core', 'ingest', 'measure', 'redteam', 'alerts'],
  http: ['core', 'ingest', 'measure', 'redteam', 'alerts', 'flows'],
  node: ['core', 'ingest', 'measure', 'redteam', 'alerts', 'flows', 'http', 'providers', 'store'],
  convex: ['core', 'ingest', 'measure', 'redteam', 'alerts', 'flows', 'http', 'providers', 'store'],
}

const importsOf = (text: string): string[] => [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '')

/** Says what is wrong with one file's imports; empty when nothing is. */
const breaches = (file: string, text: string): string[] => {
  const room = file.split('/')[0] ?? ''
  return importsOf(text).flatMap((target) => {
    if (target.startsWith('node:') || ['pg', '@electric-sql/pglite', '@hono/node-server', 'piscina', 'undici'].includes(target))
      return room === 'node' ? [] : [`${file} imports ${target}`]
    if (!target.startsWith('.')) return room === 'core' && target !== 'zod' ? [`${file} imports ${target}`] : []
    const path = normalize(join(dirname(file), target))
    if (['../model-runner/models.ts', '../onnx-embedder/messages.ts', '../package.json'].includes(path))
      return room === 'node' ? [] : [`${file} imports ${target}`] // data and types alone
    const to = path.split('/')[0] ?? ''
    return to === room || allowed[room]?.includes(to) ? [] : [`${file} imports ${target}`]
  })
}

const backend = new URL('../backend', import.meta.url).pathname
const files = readdirSync(backend, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
  .map((entry) => relative(backend, join(entry.parentPath, entry.name)))

describe('the import rule', () => {
  it('holds for every file of the backend', () => {
    expect(files.length).toBeGreaterThan(5)
    expect(files.flatMap((file) => breaches(file, readFileSync(join(backend, file), 'utf8')))).toEqual([])
  })
  it('is broken by an arrow turned round, a sibling and a driver outside the hosts', () => {
    expect(breaches('core/log.ts', "import { x } from '../flows/observe.ts'")).toHaveLength(1)
    expect(breaches('ingest/native.ts', "import { x } from '../measure/index.ts'")).toHaveLength(1)
    expect(breaches('store/postgres/save.ts', "import pg from 'pg'")).toHaveLength(1)
    expect(breaches('http/app.ts', "import { x } from '../flows/observe.ts'")).toEqual([])
  })
})
