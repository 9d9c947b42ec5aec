#!/usr/bin/env node
// Installs and builds when needed, then runs the command in this process.
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
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

await install()
if (!built()) {
  console.error('building …')
  // In a process of its own: what the tools take of memory goes with it.
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL('scripts/build.js', root))], { stdio: ['ignore', 2, 2] })
  if (status !== 0) process.exit(status ?? 1)
}
await import('../dist/main.js')
