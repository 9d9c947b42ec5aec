#!/usr/bin/env node
// Installs and builds when needed, then runs the command in this process.
import { readdirSync, statSync } from 'node:fs'
import { install } from '../scripts/install.js'

const root = new URL('../', import.meta.url)

const newest = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true }).reduce(
    (latest, entry) => (entry.isFile() ? Math.max(latest, statSync(`${entry.parentPath ?? entry.path}/${entry.name}`).mtimeMs) : latest),
    0,
  )

const built = () => {
  const stamp = statSync(new URL('dist/.built', root), { throwIfNoEntry: false })
  const sources = ['backend', 'frontend'].map((folder) => newest(new URL(folder, root).pathname))
  return stamp !== undefined && stamp.mtimeMs >= Math.max(...sources, statSync(new URL('package-lock.json', root)).mtimeMs)
}

install()
if (!built()) {
  console.error('building …')
  const here = process.cwd()
  await import('../scripts/build.js')
  process.chdir(here)
}
await import('../dist/main.js')
