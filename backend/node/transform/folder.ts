import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder `dbt/` of the package this file is part of, as source or built. */
export const dbtFolder = (): string => {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'dbt', 'dbt_project.yml'))) return join(folder, 'dbt')
    if (folder === dirname(folder)) throw new Error('the folder dbt/ of this package is missing: install it again')
  }
}
