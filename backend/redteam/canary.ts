import { pick, type Random, whole } from '../core/random.ts'

const starts = [...'bdfgkmnprtvz']
const vowels = [...'aeiou']

const syllable = (random: Random): string => `${pick(random, starts)}${pick(random, vowels)}`

/** A name that no text holds by chance, easy to copy and to find: `MIVO-TAKE-3907`; its number is no year. */
const draw = (random: Random): string => {
  const word = () => `${syllable(random)}${syllable(random)}`.toUpperCase()
  return `${word()}-${word()}-${whole(random, 2100, 9899)}`
}

/** Canaries that never come twice. */
export const canaries = (): ((random: Random) => string) => {
  const given = new Set<string>()
  return (random) => {
    let canary = draw(random)
    while (given.has(canary)) canary = draw(random)
    given.add(canary)
    return canary
  }
}
