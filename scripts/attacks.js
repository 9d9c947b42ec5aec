// `npm run docs:attacks` writes docs/attacks.md from the registries of the red team.
import { writeFileSync } from 'node:fs'
import { build } from 'esbuild'

process.chdir(new URL('..', import.meta.url).pathname)
const outfile = 'dist/docs/attacks.js'
await build({ entryPoints: ['backend/redteam/document.ts'], outfile, bundle: true, packages: 'external', platform: 'node', format: 'esm' })
const { attacksDocument } = await import(`../${outfile}`)
writeFileSync('docs/attacks.md', attacksDocument())
