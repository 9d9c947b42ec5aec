import type { Attempt, Campaign, CampaignConfig, Caps, Task } from '../../core/campaign.ts'
import { toNano, toUsd } from '../../core/money.ts'
import { nearest } from '../../core/nearest.ts'
import type { ChatMessage, Vendor } from '../../core/provider.ts'
import type { Registry } from '../../core/registry.ts'
import type { Prices } from '../../measure/prices.ts'
import { type PlanRequest, planning } from '../../redteam/plan.ts'
import { breathe } from '../breathe.ts'
import { mostOf, priceOf, promptTokens } from './spend.ts'

/** What a run is asked to do. */
export type Wish = Omit<CampaignConfig, 'generator'>

/** What the server allows any run, whoever starts it. */
export interface ServerCaps {
  usd: number
  tokens: number
}

export interface Estimate {
  prompts: number
  /** At most, as far as can be told before: prompts as counted, answers at their limit. */
  tokens: number
  /** Null: the price of the model is not known. */
  usd: number | null
}

export interface Planned {
  vendor: Vendor
  model: string
  tasks: Task[]
  caps: Caps
  estimate: Estimate
}

/** A target in its two parts; the model is empty when none is named. Null when no vendor has that name. */
export const readTarget = (target: string, vendors: Registry<Vendor>): { vendor: Vendor; model: string } | null => {
  const [id = '', ...rest] = target.split(':')
  const vendor = vendors.get(id)
  if (vendor === undefined || (vendor.isPractice && rest.length > 0)) return null
  return { vendor, model: rest.join(':') }
}

/** Why a target cannot be aimed at, whatever its vendor's state. `meant`: the target that it may be a slip of. */
export type NoTarget = { status: 'unknown-target'; meant: string | null } | { status: 'unknown-model'; models: string[] }

/** The same target with the vendor's name as it is written right; null when none is near. */
const meantBy = (target: string, vendors: Registry<Vendor>): string | null => {
  const [id = '', ...rest] = target.split(':')
  const meant = nearest(
    id,
    vendors.all.map((vendor) => vendor.id),
  )
  return meant === null ? null : [meant, ...(vendors.get(meant)?.isPractice ? [] : rest)].join(':')
}

/** A target as it is named in a wish, with its model where one is known. */
const findTarget = async (target: string, vendors: Registry<Vendor>): Promise<{ vendor: Vendor; model: string } | NoTarget> => {
  const found = readTarget(target, vendors)
  if (found === null) return { status: 'unknown-target', meant: meantBy(target, vendors) }
  const { models } = await found.vendor.state()
  const isOther = found.vendor.hasNoOther && models.length > 0 && !models.includes(found.model)
  if (found.model !== '' && isOther) return { status: 'unknown-model', models: models.map((model) => `${found.vendor.id}:${model}`) }
  return { vendor: found.vendor, model: found.model || (models[0] ?? '') }
}

/** The judge a run is to have, with its model named; or what is missing, as one instruction. */
export const readJudge = async (judge: string, vendors: Registry<Vendor>): Promise<{ judge: string } | { missing: string }> => {
  if (judge === 'none') return { judge }
  const target = await findTarget(judge, vendors)
  if ('status' in target || target.vendor.isPractice)
    return { missing: `judge: "${judge.slice(0, 60)}" cannot judge: set none, runner, or a target as groq:<model> in red_team_config.yaml` }
  const { missing } = await target.vendor.state()
  if (missing !== null) return { missing: `judge: ${target.vendor.title}: ${missing}` }
  return { judge: `${target.vendor.id}:${target.model}` }
}

/** The judge that a run gets, and what is missing before it can go, of its target first: as one instruction, null when nothing is. */
export const readinessOf = async (
  vendor: Vendor,
  wished: string,
  vendors: Registry<Vendor>,
): Promise<{ judge: string; missing: string | null }> => {
  const { missing } = await vendor.state()
  const judging = await readJudge(wished, vendors)
  return {
    judge: 'judge' in judging ? judging.judge : wished,
    missing: missing === null ? ('missing' in judging ? judging.missing : null) : `${vendor.title}: ${missing}`,
  }
}

const messagesOf = ({ system, opening, steps }: Task): ChatMessage[] => [
  ...(system === null ? [] : [{ role: 'system' as const, content: system }]),
  { role: 'user', content: opening },
  ...steps.map((content) => ({ role: 'user' as const, content })),
]

/** The server's own caps and the run's budget, whichever is less. */
const capsOf = (budgetUsd: number | null, priced: boolean, caps: ServerCaps): Omit<Caps, 'call'> => ({
  nano: priced ? toNano(Math.min(budgetUsd ?? caps.usd, caps.usd)) : null,
  tokens: caps.tokens,
})

/** Prompts that are made, or counted, before others get their turn on the event loop. */
const madeAtOnce = 200

const tasksOf = async (request: PlanRequest): Promise<Task[]> => {
  const steps = planning(request)
  for (let made = 1; ; made++) {
    const step = steps.next()
    if (step.done) return step.value.tasks
    if (made % madeAtOnce === 0) await breathe()
  }
}

/** Everything about a run before it starts. Pure but for the vendor's state. */
export const planRun = async (
  wish: Wish,
  vendors: Registry<Vendor>,
  { caps, prices, now }: { caps: ServerCaps; prices: Prices; now: number },
): Promise<Planned | NoTarget> => {
  const target = await findTarget(wish.target, vendors)
  if ('status' in target) return target
  const { vendor, model } = target
  const tasks = await tasksOf(wish)
  const sold = { provider: vendor.id, model, free: vendor.free, prices }
  const turns = (task: Task) => 1 + task.steps.length
  let input = 0
  const call = { nano: 0, tokens: 0 }
  for (const [at, task] of tasks.entries()) {
    if (at % madeAtOnce === madeAtOnce - 1) await breathe()
    input += promptTokens(messagesOf(task), model) * turns(task) // what was said before is sent again with each turn
    const most = mostOf(sold, messagesOf({ ...task, steps: [] }), wish.maxTokens, now)
    call.nano = Math.max(call.nano, most.nano)
    call.tokens = Math.max(call.tokens, most.tokens)
  }
  const output = tasks.reduce((sum, task) => sum + wish.maxTokens * turns(task), 0)
  const nano = priceOf(sold, input, output, now)
  return {
    vendor,
    model,
    tasks,
    caps: { ...capsOf(wish.budgetUsd, nano !== null, caps), call },
    estimate: { prompts: tasks.length, tokens: input + output, usd: toUsd(nano) },
  }
}

/** What a run would be, and what is missing before it can go. */
export const foreseeRun = async (
  wish: Wish,
  vendors: Registry<Vendor>,
  means: Parameters<typeof planRun>[2],
): Promise<{ status: 'planned'; estimate: Estimate; missing: string | null } | NoTarget> => {
  const planned = await planRun(wish, vendors, means)
  if ('status' in planned) return planned
  const { missing } = await readinessOf(planned.vendor, wish.judge, vendors)
  return { status: 'planned', estimate: planned.estimate, missing }
}

/** A run as it is stored first, with its attempts in the order of the plan. */
export const runOf = (
  { vendor, model, tasks, caps }: Planned,
  config: CampaignConfig,
  runId: string,
  now: number,
): { run: Campaign; attempts: Attempt[] } => ({
  run: {
    runId,
    status: 'queued',
    config,
    model,
    isPractice: vendor.isPractice,
    totalPrompts: tasks.length,
    processedPrompts: 0,
    caps,
    spentNano: 0,
    spentTokens: 0,
    stress: null,
    fragility: null,
    rewordedPrompts: 0,
    attackedAt: null,
    answeredAt: null,
    waitingUntil: null,
    createdAt: now,
    startedAt: null,
    finishedAt: null,
    error: null,
  },
  attempts: tasks.map((task, ordinal) => ({ attemptId: `${runId}-${String(ordinal).padStart(4, '0')}`, runId, ordinal, task, tries: 0 })),
})
