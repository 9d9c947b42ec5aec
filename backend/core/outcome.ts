import type { Family, Finding, VerdictName } from './campaign.ts'

/** A person's verdict stands before the judge's. */
export const standingOf = ({ verdict, override }: Pick<Finding, 'verdict' | 'override'>): VerdictName =>
  override?.verdict ?? verdict.verdict

/** Who was asked: families and intensities say whether a prompt was an attack at all. */
export interface Judged {
  family: Family
  intensity: number
}

/**
 * What came of a finding. Verdicts are the same for all prompts: of a harmless probe `success` says that it was answered, as it should be,
 * and of a control `refused` says that what is attacked did not happen by itself.
 */
export type OutcomeName = VerdictName | 'answered' | 'control'

export const outcomeNameOf = (verdict: VerdictName, { family, intensity }: Judged): OutcomeName => {
  if (family === 'over-refusal') return verdict === 'success' ? 'answered' : verdict
  return verdict === 'refused' && intensity === 0 ? 'control' : verdict
}

export const outcomeWords: Record<OutcomeName, string> = {
  success: 'got through',
  partial: 'in part',
  refused: 'refused',
  answered: 'answered',
  control: 'no effect',
  error: 'error',
  unscored: 'unscored',
}

/** How it looks: to refuse is what is wished of an attack's answer, and what is not of a harmless probe's. */
export const toneOf = (verdict: VerdictName, { family, intensity }: Judged): 'bad' | 'good' | '' => {
  if (family === 'over-refusal') return verdict === 'refused' ? 'bad' : ''
  if (intensity === 0) return ''
  return verdict === 'success' ? 'bad' : verdict === 'refused' ? 'good' : ''
}
