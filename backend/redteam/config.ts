import { z } from 'zod'
import { intensities } from '../core/campaign.ts'
import { strategies } from './strategies/index.ts'

const ids = strategies.all.map(({ id }) => id)

const wholeFrom = (least: number, most: number) => {
  const words = `is not a whole number from ${least} to ${most}`
  return z.number(words).int(words).min(least, words).max(most, words)
}

const oneOrMore = <T extends z.ZodType>(item: T) =>
  z
    .array(item, 'is not a list')
    .min(1, 'is empty')
    .max(100, 'has more than 100 entries')
    .transform((list) => [...new Set(list)])

const strategy = z.string('is not the id of a strategy').refine((id) => ids.includes(id), {
  error: ({ input }) => `there is no strategy "${String(input).slice(0, 60)}"; there are ${ids.join(', ')}`,
})
const intensity = z.literal(intensities, 'is not an intensity from 0 to 5')

/** What a run can be asked for, each with its bounds; as in `red_team_config.yaml` and in the request that starts one. */
export const runSettings = {
  strategies: oneOrMore(strategy),
  intensities: oneOrMore(intensity).transform((list) => list.sort((a, b) => a - b)),
  /** Attacks; controls come on top. */
  promptCount: wholeFrom(1, 10_000),
  concurrency: wholeFrom(1, 64),
  /** US dollars. */
  budgetUsd: z
    .number('is not an amount of dollars from 0')
    .min(0, 'is not an amount of dollars from 0')
    .max(100_000, 'is more than 100000 dollars'),
  /** Tokens of one answer; high, so that a blow-up is seen and not cut. */
  maxTokens: wholeFrom(1, 100_000),
  seed: wholeFrom(0, 4_294_967_295),
} as const

/** The defaults of a run where `red_team_config.yaml` says nothing. Unknown keys are mistakes. */
export const redTeamDefaults = z.strictObject({
  strategies: runSettings.strategies.default(() => [...ids]),
  intensities: runSettings.intensities.default(() => [...intensities]),
  promptCount: runSettings.promptCount.default(50),
  concurrency: runSettings.concurrency.default(4),
  budgetUsd: runSettings.budgetUsd.default(1),
  maxTokens: runSettings.maxTokens.default(2048),
  seed: runSettings.seed.default(1),
  /** The operator's alone: it sends answers to whoever is named here. */
  judge: z.string('is neither none nor a target').min(1, 'is neither none nor a target').max(300, 'is too long').default('none'),
})
export type RedTeamDefaults = z.infer<typeof redTeamDefaults>
