import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const pip = `${root}.venv/bin/pip`

const run = (command, args) => spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] }).status === 0

/**
 * Installs a requirements file into the project's own virtual environment, .venv, when it is not the one installed.
 * False, with a line that says why, where Python or its packages can't be had.
 */
export const installPython = (requirements, ...pipArguments) => {
  const wanted = createHash('sha256')
    .update(readFileSync(`${root}${requirements}`))
    .digest('hex')
  const stamp = `${root}.venv/.installed-${requirements.replaceAll('/', '-')}`
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true
  console.error(`installing ${requirements} …`)
  if (!existsSync(pip) && !run('python3', ['-m', 'venv', '.venv'])) {
    console.error('there is no python3 with venv: what needs Python is skipped')
    return false
  }
  if (!run(pip, ['install', '--quiet', '--disable-pip-version-check', ...pipArguments, '-r', requirements])) {
    console.error(`pip could not install ${requirements}: what needs it is skipped`)
    return false
  }
  writeFileSync(stamp, wanted)
  return true
}
