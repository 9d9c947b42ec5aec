// `npm run bench` lists the benches; `npm run bench -- <name …>` runs them and prints each figure against its target.
import { readdirSync, readFileSync } from 'node:fs'
import { build } from 'esbuild'

process.chdir(new URL('..', import.meta.url).pathname)
const kebab = (file) => file.replace(/\.ts$/, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
const files = new Map(
  readdirSync('bench')
    .filter((file) => file.endsWith('.ts') && /export const bench\b/.test(readFileSync(`bench/${file}`, 'utf8')))
    .map((file) => [kebab(file), file]),
)
const asked = process.argv.slice(2)
const unknown = asked.find((name) => !files.has(name))
if (asked.length === 0 || unknown !== undefined) {
  if (unknown !== undefined) console.error(`there is no bench "${unknown}"`)
  console.log([...files.keys()].join('\n'))
  process.exit(unknown === undefined ? 0 : 2)
}
await import('./build.js')
for (const name of asked) {
  // beside the program, where what it reads lies
  const outfile = `dist/bench-${name}.js`
  await build({
    entryPoints: [`bench/${files.get(name)}`],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  })
  const { bench } = await import(`../${outfile}`)
  for (const { name: figure, value, unit, target, ok } of await bench())
    console.log(`${name} | ${figure} | ${Number(value.toPrecision(4))} | ${unit} | ${target} | ${ok ? 'ok' : 'short'}`)
}
process.exit(0)
