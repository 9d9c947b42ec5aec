import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { usualWish, type Wish } from '../flows/runStart.ts'
import { issuesOf } from '../http/errors.ts'
import { wishOf, wishSchema } from '../http/redTeamShape.ts'
import { strategies } from '../redteam/strategies/index.ts'
import { StartError } from './startError.ts'

export const redTeamFile = 'red_team_config.yaml'

const read = (path: string): unknown => {
  try {
    return parse(readFileSync(path, 'utf8')) ?? {}
  } catch (error) {
    throw new StartError(`${path} cannot be read: ${String((error as Error).message).split('\n')[0]}`, { cause: error })
  }
}

/** What a run does when nothing else is said: the file in the folder the server was started in, over the built-in defaults. `StartError` when it is wrong. */
export const redTeamDefaults = (cwd: string): Wish => {
  const usual = usualWish(strategies.all.map(({ id }) => id))
  const path = resolve(cwd, redTeamFile)
  if (!existsSync(path)) return usual
  const parsed = wishSchema.safeParse(read(path))
  if (parsed.success) return wishOf(parsed.data, usual)
  const [issue] = issuesOf(parsed.error)
  throw new StartError(`${path}: ${issue?.path ? `${issue.path}: ` : ''}${issue?.message}`)
}
