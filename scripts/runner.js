import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { installRunner } from './install.js'

const folder = new URL('../model-runner/', import.meta.url)
const built = new URL('dist/server.js', folder)

/** Bundles the model runner, but for its packages. */
export const buildRunner = async () => {
  const { build } = await import('esbuild')
  await build({
    entryPoints: [fileURLToPath(new URL('server.ts', folder))],
    outdir: fileURLToPath(new URL('dist', folder)),
    bundle: true,
    splitting: true,
    chunkNames: '[name]',
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
    logLevel: 'warning',
  })
}

const isStale = () => {
  const at = statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return readdirSync(folder).some((file) => file.endsWith('.ts') && statSync(new URL(file, folder)).mtimeMs > at)
}

/** Installs and builds the model runner when needed; returns its program. */
export const prepareRunner = async () => {
  installRunner()
  if (isStale()) await buildRunner()
  return fileURLToPath(built)
}
