/** A target with its model: `runner` alone says only who was asked. */
export const targetText = ({ target, model, practice }: { target: string; model: string; practice: boolean }): string =>
  practice || target.includes(':') || model === '' ? target : `${target}:${model}`
