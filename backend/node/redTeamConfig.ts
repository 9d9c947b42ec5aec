import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { usualTarget } from '../core/campaign.ts'
import type { Wish } from '../flows/stress/start.ts'
import { issuesOf } from '../http/errors.ts'
import { redTeamDefaults } from '../redteam/config.ts'
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
export const usualWish = (cwd: string): Wish => {
  const path = resolve(cwd, redTeamFile)
  const parsed = redTeamDefaults.safeParse(existsSync(path) ? read(path) : {})
  if (parsed.success) return { target: usualTarget, ...parsed.data }
  const [issue] = issuesOf(parsed.error)
  throw new StartError(`${path}: ${issue?.path ? `${issue.path}: ` : ''}${issue?.message}`)
}
