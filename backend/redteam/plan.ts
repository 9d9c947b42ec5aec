import { type Intensity, intensities, type Task } from '../core/campaign.ts'
import { seeded } from '../core/random.ts'
import { canaries } from './canary.ts'
import { strategies } from './strategies/index.ts'
import type { Strategy } from './strategy.ts'

export interface PlanRequest {
  /** Ids of strategies; unknown ones throw: they are refused where a run is asked for. */
  strategies: readonly string[]
  intensities: readonly Intensity[]
  /** Attacks (intensity ≥ 1); controls come on top. */
  promptCount: number
  seed: number
}

/** A strategy at an intensity that `promptCount` was too small for. */
export interface LeftOut {
  strategy: string
  intensity: Intensity
}

export interface Plan {
  /** Controls first, one strategy after the other, then attacks, each round of them over all cells: a run that is stopped has seen a little of everything. */
  tasks: Task[]
  leftOut: LeftOut[]
}

/** FNV-1a of the parts: seeds that do not depend on what else is in the run. */
const seedOf = (...parts: readonly (string | number)[]): number => {
  let hash = 0x811c9dc5
  for (const char of parts.join('|')) hash = Math.imul(hash ^ (char.codePointAt(0) as number), 0x01000193)
  return hash >>> 0
}

const shuffled = <T>(list: readonly T[], seed: number): T[] => {
  const random = seeded(seed)
  const all = [...list]
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[all[i], all[j]] = [all[j] as T, all[i] as T]
  }
  return all
}

/** One strategy of each family in turn, so that few prompts still touch many families. */
const byTurns = (list: readonly Strategy[]): Strategy[] => {
  const families = [...new Set(list.map(({ family }) => family))].map((family) => list.filter((strategy) => strategy.family === family))
  const longest = Math.max(0, ...families.map(({ length }) => length))
  return Array.from({ length: longest }, (_, turn) => families.flatMap((family) => family.slice(turn, turn + 1))).flat()
}

/** The ends and the middle come first where prompts are few: fragility needs them (metrics §8). */
const priority: readonly Intensity[] = [5, 3, 1, 4, 2]

const leastCommonMultiple = (a: number, b: number): number => {
  let multiple = a
  while (multiple % b !== 0) multiple += a
  return multiple
}

interface Cell {
  strategy: Strategy
  intensity: Intensity
}

const cellsOf = ({ strategies: ids, intensities: wanted, seed }: PlanRequest): Cell[] => {
  const chosen = [...new Set(ids)].map((id) => {
    const strategy = strategies.get(id)
    if (strategy === undefined) throw new Error(`there is no strategy "${id}"`)
    return strategy
  })
  const levels = priority.filter((intensity) => wanted.includes(intensity))
  const order = byTurns(shuffled(chosen, seedOf(seed, 'strategies')))
  const all = levels.length > 0 ? levels : intensities.slice(0, 1)
  // Strategies and intensities both take turns, so that few prompts see all of either alike; where the two would meet again, one moves on.
  const round = leastCommonMultiple(order.length, all.length)
  return Array.from({ length: order.length * all.length }, (_, at) => ({
    strategy: order[at % order.length] as Strategy,
    intensity: all[(at + Math.floor(at / round)) % all.length] as Intensity,
  }))
}

/**
 * The tasks of a run: `promptCount` attacks spread over strategies × intensities so that no cell (and no intensity) has two more than another, and
 * one control for each pair (a strategy's goal), shared by the intensities. Pure: the same request gives the same tasks. When only intensity 0 is
 * wanted, `promptCount` controls. Pauses after each prompt: who drives it can let others in between.
 */
export function* planning(request: PlanRequest): Generator<void, Plan> {
  const cells = cellsOf(request)
  const canary = canaries()
  const controls: Task[] = []
  const attacks: Task[] = []
  const pairs = new Map<string, number>()

  const orders = new Map<string, number[]>()
  const orderOf = ({ id, goals }: Strategy): number[] => {
    const order = orders.get(id) ?? shuffled([...Array(goals).keys()], seedOf(request.seed, id, 'goals'))
    orders.set(id, order)
    return order
  }

  const task = ({ strategy, intensity }: Cell, round: number, pair: number): Task => {
    const order = orderOf(strategy)
    const seed = seedOf(request.seed, strategy.id, round, intensity)
    const own = seeded(seed)
    const place = { intensity, goal: order[round % strategy.goals] as number, canary: canary(own) }
    const draft = strategy.draft({ ...place, pair: seeded(seedOf(request.seed, strategy.id, round)), own })
    return { strategy: strategy.id, intensity, pair, seed, ...draft }
  }

  for (let at = 0; at < request.promptCount && cells.length > 0; at++) {
    const cell = cells[at % cells.length] as Cell
    const round = Math.floor(at / cells.length)
    const key = `${cell.strategy.id}|${round}`
    const pair = pairs.get(key) ?? pairs.size
    if (!pairs.has(key)) {
      pairs.set(key, pair)
      controls.push(task({ ...cell, intensity: 0 }, round, pair))
    }
    if (cell.intensity > 0) attacks.push(task(cell, round, pair))
    yield
  }
  const leftOut = cells.slice(request.promptCount).map(({ strategy, intensity }) => ({ strategy: strategy.id, intensity }))
  // An attack waits for the controls of its strategy: were they mixed, all would wait for the last few.
  const byStrategy = [...new Set(controls.map(({ strategy }) => strategy))].flatMap((id) =>
    controls.filter(({ strategy }) => strategy === id),
  )
  return { tasks: [...byStrategy, ...attacks], leftOut }
}

/** A plan in one go. */
export const planTasks = (request: PlanRequest): Plan => {
  const steps = planning(request)
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value
}
