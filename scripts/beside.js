import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundling } from './bundling.js'
import { installOnnxEmbedder, installRunner } from './install.js'

/** A program of its own beside the server, with packages that are installed when it is first used. */
const beside = (name, entry, install) => {
  const folder = new URL(`../${name}/`, import.meta.url)
  const built = new URL(`dist/${entry}.js`, folder)

  /** Bundles it, but for its packages. */
  const build = async () => {
    const { build } = await import('esbuild')
    await build({
      ...bundling,
      entryPoints: [fileURLToPath(new URL(`${entry}.ts`, folder))],
      outdir: fileURLToPath(new URL('dist', folder)),
      chunkNames: '[name]',
    })
  }

  const isStale = () => {
    const at = statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0
    return readdirSync(folder).some((file) => file.endsWith('.ts') && statSync(new URL(file, folder)).mtimeMs > at)
  }

  /** Installs and builds it when needed; returns its program, or null where its packages could not be installed. */
  const prepare = async () => {
    if (!(await install())) return null
    if (isStale()) await build()
    return fileURLToPath(built)
  }
  return { build, prepare }
}

export const modelRunner = beside('model-runner', 'server', installRunner)
export const onnxEmbedder = beside('onnx-embedder', 'main', installOnnxEmbedder)
