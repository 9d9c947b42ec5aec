// Bundles the backend with esbuild and the page with Vite into dist/.
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { modelRunner, onnxEmbedder } from './beside.js'
import { bundling } from './bundling.js'

process.chdir(new URL('..', import.meta.url).pathname)
rmSync('dist', { recursive: true, force: true })
mkdirSync('dist', { recursive: true })
const entries = {
  main: 'backend/node/cli/main.ts',
  measureWorker: 'backend/node/measureWorker.ts',
  databaseWorker: 'backend/node/databaseWorker.ts',
}
await build({
  ...bundling,
  absWorkingDir: process.cwd(), // esbuild keeps the folder it was loaded in
  entryPoints: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file))),
  outdir: 'dist',
})
copyFileSync('backend/measure/embed/minilm.bin', 'dist/minilm.bin')
await modelRunner.build()
await onnxEmbedder.build()
if (existsSync('frontend/vite.config.ts')) await (await import('vite')).build({ configFile: 'frontend/vite.config.ts', logLevel: 'error' })
writeFileSync('dist/.built', '')
