// `npm run dbt -- <arguments>` is dbt over the project in dbt/, from .venv or PATH, on the database of DATABASE_URL.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

process.chdir(new URL('..', import.meta.url).pathname)

/** What profiles.yml reads; a variable that is set already wins. */
const fromAddress = (address) => {
  if (!address) return {}
  const { hostname, port, username, password, pathname } = new URL(address)
  return {
    DBT_HOST: hostname,
    DBT_PORT: port || '5432',
    DBT_USER: decodeURIComponent(username),
    DBT_PASSWORD: decodeURIComponent(password),
    DBT_DBNAME: decodeURIComponent(pathname.slice(1)),
  }
}

const [command, ...rest] = process.argv.slice(2)
const where = command === undefined || command.startsWith('-') ? [] : ['--project-dir', 'dbt', '--profiles-dir', 'dbt']
const program = process.env.AICWD_DBT ?? (existsSync('.venv/bin/dbt') ? '.venv/bin/dbt' : 'dbt')
const { status, error } = spawnSync(program, [...(command === undefined ? ['--help'] : [command]), ...rest, ...where], {
  stdio: 'inherit',
  env: { DO_NOT_TRACK: '1', PGOPTIONS: '-c jit=off', ...fromAddress(process.env.DATABASE_URL), ...process.env },
})
if (error) console.error(`${program} cannot be run: install it with pip install -r dbt/requirements.txt, or say where it is with AICWD_DBT`)
process.exitCode = error ? 2 : (status ?? 1)
