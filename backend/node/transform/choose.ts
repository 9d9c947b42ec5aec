import type { Engine } from '../../core/etl.ts'
import type { Sql } from '../../store/postgres/sql.ts'
import type { Config } from '../config.ts'
import { createDbtEngine } from './dbt.ts'
import { createEmbeddedEngine } from './embedded.ts'
import { findDbt } from './findDbt.ts'
import { dbtFolder } from './folder.ts'
import { readProject } from './project.ts'

/**
 * dbt where there are PostgreSQL and dbt, else the embedded engine over the same files. A dbt that was named and is not there is not passed over in
 * silence: every refresh fails and says so.
 */
export const chooseEngine = (config: Pick<Config, 'databaseUrl' | 'dbt'>, sql: Sql, env: NodeJS.ProcessEnv = process.env): Engine => {
  if (config.databaseUrl !== null) {
    const dbt = findDbt(config.dbt, env.PATH ?? '')
    if ('program' in dbt || config.dbt !== null) return createDbtEngine({ dbt, databaseUrl: config.databaseUrl, sql, env })
  }
  let engine: Engine | null = null
  return {
    id: 'embedded',
    // The project is read with the first refresh: a server answers sooner.
    transform: async (wish) => {
      engine ??= createEmbeddedEngine(sql, readProject(dbtFolder()))
      return engine.transform(wish)
    },
  }
}
