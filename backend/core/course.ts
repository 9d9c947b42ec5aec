import type { Campaign } from './campaign.ts'

/** How far the attacks of a run are, and in whose words they were asked. */
export interface Course {
  generator: string
  attacks: number
  attacksDone: number
  /** Null: not counted, in a run of a former version. */
  rewordedPrompts: number | null
}

/** The generator that is none: prompts stand as their strategies make them. */
export const templates = 'templates'

/** Controls are asked before the attacks of their strategy: what is answered beyond their number are attacks. */
export const courseOf = ({ config, totalPrompts, processedPrompts, rewordedPrompts }: Campaign): Course => {
  const attacks = config.intensities.some((intensity) => intensity > 0) ? Math.min(config.promptCount, totalPrompts) : 0
  const attacksDone = Math.max(0, processedPrompts - (totalPrompts - attacks))
  return { generator: config.generator, attacks, attacksDone, rewordedPrompts }
}

/** "12 of 40 attacks reworded by runner:smol": a rewording that loses the sense is dropped for the template. */
export const wordingText = ({ generator, attacksDone, rewordedPrompts }: Course): string => {
  if (generator === templates) return 'prompts from templates'
  if (rewordedPrompts === null) return `attacks reworded by ${generator}, where it kept the sense`
  if (attacksDone === 0 && rewordedPrompts === 0) return `attacks to be reworded by ${generator}`
  return `${rewordedPrompts} of ${Math.max(attacksDone, rewordedPrompts)} attacks reworded by ${generator}`
}

/** Attacks are being written by a model, which takes its time; null when none are. */
export const writingText = ({ generator, attacks, attacksDone }: Course, processedPrompts: number, totalPrompts: number): string | null =>
  generator === templates || attacksDone >= attacks || processedPrompts < totalPrompts - attacks
    ? null
    : `writing attacks with ${generator}, ${attacksDone} of ${attacks} answered`
