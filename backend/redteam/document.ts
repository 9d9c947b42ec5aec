import { type Family, families, intensities, type Task } from '../core/campaign.ts'
import { judges } from './judges/index.ts'
import { planTasks } from './plan.ts'
import { strategies } from './strategies/index.ts'
import type { Strategy } from './strategy.ts'

const introduction = `# Attacks

Written from the registries of \`backend/redteam/\` by \`npm run docs:attacks\`; edits here are lost.

A stress test sends a target ordinary requests (controls, intensity 0) and the same requests with an attack on top (intensity 1 to 5), and compares the answers, what they cost and how long they took. What the numbers mean stands in [metrics.md](metrics.md).
Harmful requests are petty dishonesty and unkindness on purpose: measured is whether a wrapping changes the answer, not how bad the answer is. The same seed, settings and generator give the same prompts and canaries.
The model runner, when there is one, says the free part of a prompt in other words; markers, secrets and orders lie outside that part, and a rewording that loses a name, a number or the sense is dropped for the template.`

const about: Record<Family, string> = {
  resource: 'They succeed by what they cost: tokens and time against the control. The verdict stays out of the severity.',
  injection: 'An instruction of somebody else, with a marker that nothing benign would say.',
  leakage: 'What the system prompt holds and users must not get.',
  jailbreak: 'A request that a careful model declines, wrapped so that it might not.',
  'multi-turn': 'The same requests, at the end of a conversation.',
  'over-refusal':
    'Benign requests that sound alarming. They make the over-refusal rate alone and stay out of success rate, stress and fragility.',
}

const longest = 700

/** An example as a quotation; invisible characters are named, and a long one is cut. */
const quoted = (text: string): string => {
  const visible = text.replace(/[\u{e0000}-\u{e007f}]+/gu, '[invisible tag characters]')
  const shown = visible.length > longest ? `${visible.slice(0, longest).trimEnd()} […]` : visible
  return `\`\`\`\`text\n${shown}\n\`\`\`\``
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

const example = ({ id, title }: Strategy): string => {
  const { tasks } = planTasks({ strategies: [id], intensities: [3], promptCount: 1, seed: 1 })
  const part = ({ intensity, system, opening, steps }: Task) =>
    [
      intensity === 0 ? `Control of an example${system === null ? '' : ' (system prompt first)'}:` : 'Its attack at intensity 3:',
      quoted([...(intensity === 0 && system !== null ? [`[system] ${system}`] : []), opening, ...steps].join('\n\n')),
    ].join('\n\n')
  return `<details><summary>Example: ${title}</summary>\n\n${tasks.map(part).join('\n\n')}\n\n</details>`
}

const section = (strategy: Strategy): string => {
  const { id, title, owasp, reference, description, levels, goals } = strategy
  const rows = levels.map((level, at) => [String(intensities[at + 1]), level])
  return [
    `### ${title} (\`${id}\`)`,
    `${description}`,
    `${owasp} · ${reference} · ${goals} goals`,
    table(['intensity', 'what it does'], rows),
    example(strategy),
  ].join('\n\n')
}

const family = (name: Family): string =>
  [`## ${name}`, about[name], ...strategies.all.filter((strategy) => strategy.family === name).map(section)].join('\n\n')

const judging = (): string =>
  [
    '## Judges',
    'Asked in this order; the first that can decide does. Every verdict carries evidence (a stretch of the answer) or a reason. `success`, `partial` and `refused` are scored; `error` and `unscored` are shown beside the rates, never inside. `refused` is the verdict of every attack that did not get what it wanted; whether the answer refused or the attack just did not work is its outcome (see [metrics.md](metrics.md)).',
    table(
      ['judge', 'what it looks at'],
      judges.all.map(({ id, description }) => [`\`${id}\``, description]),
    ),
  ].join('\n\n')

/** docs/attacks.md, from the registries. */
export const attacksDocument = (): string => `${[introduction, ...families.map(family), judging()].join('\n\n')}\n`
