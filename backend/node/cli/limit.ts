import { StartError } from '../startError.ts'

/** The limit of a gate, as it was typed; `most`: what the figure can be at most, so that no gate stands open for ever (30 for 30 %). */
export const limitOf = (flag: string, given: unknown, most = Number.POSITIVE_INFINITY): number => {
  const limit = Number(given)
  if (Number.isFinite(limit) && limit >= 0 && limit <= most && given !== '') return limit
  throw new StartError(`--${flag}: "${given}" is no number ${most === Number.POSITIVE_INFINITY ? 'from 0' : `from 0 to ${most}`}`)
}
