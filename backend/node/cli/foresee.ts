import { type Estimate, foreseeRun } from '../../flows/stress/start.ts'
import { issuesOf, wrongShape } from '../../http/errors.ts'
import { noTarget, wishOf, wishSchema } from '../../http/redTeamShape.ts'
import { createVendors } from '../../providers/index.ts'
import { practiceAnswer } from '../../redteam/practice/practice.ts'
import { boundedFetch } from '../boundedFetch.ts'
import type { Config } from '../config.ts'
import { usualWish } from '../redTeamConfig.ts'
import { StartError } from '../startError.ts'

/** What a server answers to `POST /api/red-team/estimate`. */
export interface Foreseen {
  estimate: Estimate
  /** As one instruction; null when the run can go. */
  missing: string | null
}

/** The same without a server and without a database. `StartError` in the words of the API when there is no such run. */
export const foresee = async (config: Config, body: unknown): Promise<Foreseen> => {
  const parsed = wishSchema.safeParse(body)
  if (!parsed.success) throw new StartError(wrongShape(issuesOf(parsed.error)).message)
  const wish = wishOf(parsed.data, usualWish(process.cwd()))
  const foreseen = await foreseeRun(wish, createVendors(config, boundedFetch, practiceAnswer), {
    caps: { usd: config.redTeamMaxUsd, tokens: config.redTeamMaxTokens },
    prices: config.prices,
    now: Date.now(),
  })
  if (foreseen.status !== 'planned') throw new StartError(noTarget(wish.target, foreseen).message)
  return foreseen
}
