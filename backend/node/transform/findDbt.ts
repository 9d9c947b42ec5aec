import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { dbtFolder } from './folder.ts'

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

export type Found = { program: string } | { missing: string }

/** The dbt that was named, else that of the package's virtual environment, else one on the path. */
export const findDbt = (named: string | null, path: string): Found => {
  if (named !== null) {
    const program = resolve(named)
    return isProgram(program) ? { program } : { missing: `AICWD_DBT: there is no program ${program}` }
  }
  const folders = [join(dirname(dbtFolder()), '.venv', 'bin'), ...path.split(delimiter).filter(Boolean)]
  const program = folders.map((folder) => join(folder, 'dbt')).find(isProgram)
  return program === undefined ? { missing: 'there is no dbt: install it with pip install -r dbt/requirements.txt' } : { program }
}
