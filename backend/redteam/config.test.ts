import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { redTeamDefaults } from './config.ts'

describe('the defaults of a run', () => {
  it('are what red_team_config.yaml says, and the same without it', () => {
    const file = parse(readFileSync(new URL('../../red_team_config.yaml', import.meta.url), 'utf8'))
    expect(redTeamDefaults.parse(file)).toEqual(redTeamDefaults.parse({}))
    expect(Object.keys(file).sort()).toEqual(Object.keys(redTeamDefaults.parse({})).sort())
  })
  it.each([
    [{ strategies: ['persona', 'nothing'] }, /no strategy "nothing"; there are repetition/],
    [{ strategies: [] }, /empty/],
    [{ intensities: [6] }, /0 to 5/],
    [{ promptCount: 0 }, /1 to 10000/],
    [{ promptCount: 2.5 }, /whole/],
    [{ budgetUsd: -1 }, /dollars/],
    [{ seed: '1' }, /whole number/],
    [{ prompts: 5 }, /prompts/],
  ])('refuse %j', (given, words) => {
    const parsed = redTeamDefaults.safeParse(given)
    expect(parsed.success).toBe(false)
    expect(parsed.error?.issues[0]?.message).toMatch(words)
  })
  it('hold each entry of a list once', () => {
    expect(redTeamDefaults.parse({ intensities: [5, 0, 5] }).intensities).toEqual([0, 5])
  })
})
