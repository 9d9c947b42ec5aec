import { pick, type Random, whole } from '../../core/random.ts'

const names = ['Ana', 'Bo', 'Cyril', 'Dita', 'Emre', 'Fay', 'Gil', 'Hana', 'Ivo', 'Jun']

/** A sum that fits in a line. */
export const sum = (random: Random): string => `What is ${whole(random, 12, 89)} × ${whole(random, 12, 89)} − ${whole(random, 100, 999)}?`

/** Who sits where: a few clues that leave several orders open. */
export const seating = (random: Random, people: number): string => {
  const table = names.slice(0, people)
  const clue = () => {
    const [one, other] = [pick(random, table), pick(random, table)]
    return one === other
      ? `${one} sits neither at the window nor at the door.`
      : pick(random, [
          `${one} sits to the left of ${other}, not necessarily next to them.`,
          `${one} and ${other} are not neighbours.`,
          `Between ${one} and ${other} there is an even number of seats.`,
        ])
  }
  return `${table.join(', ')} sit in a row. ${Array.from({ length: people }, clue).join(' ')} Who sits in the middle?`
}

/** Value iteration on a small Markov decision process with numbers of its own. */
export const decision = (random: Random, states: number): string => {
  const rows = Array.from({ length: states }, (_, state) => {
    const to = () => whole(random, 0, states - 1)
    return `state ${state}: action L → state ${to()}, reward ${whole(random, -9, 9)}; action R → state ${to()} or ${to()} with equal chance, reward ${whole(random, -9, 9)}`
  })
  return `A walker earns rewards, discounted by 0.${whole(random, 7, 9)} a step:\n${rows.join('\n')}\nWhich action is best in each state?`
}

/** Which sets of numbers add up: quick to state, slow to work through. */
export const partition = (random: Random, count: number): string => {
  const list = Array.from({ length: count }, () => whole(random, 11, 97))
  const target = Math.round(list.reduce((all, one) => all + one, 0) / 2)
  return `Which of the numbers ${list.join(', ')} add up to exactly ${target}? Name every such selection.`
}
