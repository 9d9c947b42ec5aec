import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { createTemplate } from './pglite.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of the template of the embedded database. */
    template: string
  }
}

/** Runs once before all tests. */
export default async ({ provide }: TestProject): Promise<() => void> => {
  const folder = mkdtempSync(join(tmpdir(), 'aicwd-template-'))
  const path = join(folder, 'template.tar')
  writeFileSync(path, Buffer.from(await (await createTemplate()).arrayBuffer()))
  provide('template', path)
  return () => rmSync(folder, { recursive: true, force: true })
}
