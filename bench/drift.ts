import { readFileSync } from 'node:fs'
import { chooseEmbedder } from '../backend/node/chooseEmbedder.ts'
import { loadConfig } from '../backend/node/config.ts'
import { tableEmbedder } from '../backend/node/embedder.ts'
import { realAnswers } from './answers.ts'
import { changesOf } from './drift/llmDrift.ts'
import { random, shuffled } from './drift/random.ts'
import { quantile, type Reading, read, readAgainst, referenceOf } from './drift/reading.ts'
import { createTraffic, type Traffic } from './drift/traffic.ts'
import { atLeast, atMost, type Figure, skipped } from './figure.ts'
import { shareOf } from './share.ts'

/** Draws of each scenario and model. */
const draws = 30
const baselineSize = 300

/** Readings of a scenario over all models and seeds. */
const drawn = (traffic: Traffic, scenario: (model: string, next: () => number) => Reading): Reading[] =>
  traffic.models.flatMap((model, at) => {
    const next = random(1000 + at)
    return Array.from({ length: draws }, () => scenario(model, next))
  })

const same = (traffic: Traffic, n: number) =>
  drawn(traffic, (model, next) => {
    const order = traffic.facts(model, shuffled(traffic.all, next))
    return read(order.slice(0, n), order.slice(n, n + baselineSize))
  })

/** Some of the window is about topics that the baseline does not have. */
const replaced = (traffic: Traffic, n: number, share: number) =>
  drawn(traffic, (model, next) => {
    const { inside, outside } = traffic.split(next)
    const fresh = Math.round(n * share)
    const window = [...outside.slice(0, fresh), ...inside.slice(0, n - fresh)]
    return read(traffic.facts(model, window), traffic.facts(model, inside.slice(n - fresh)))
  })

const switched = (traffic: Traffic, n: number) =>
  drawn(traffic, (model, next) => {
    const others = traffic.models.filter((other) => other !== model)
    const to = others[Math.floor(next() * others.length)] as string
    const order = shuffled(traffic.all, next)
    return read(traffic.facts(to, order.slice(0, n)), traffic.facts(model, order.slice(n, n + baselineSize)))
  })

/** A week of unchanged traffic, looked at every hour over the trailing 24 h, with the recovery an alert has: the share of route-weeks with an alarm. */
const weeks = (traffic: Traffic, perHour: number): number => {
  const hours = 7 * 24
  const alarmed = traffic.models.flatMap((model, at) => {
    const next = random(7000 + at)
    return Array.from({ length: 10 }, () => {
      const order = shuffled(traffic.all, next)
      const reference = referenceOf(traffic.facts(model, order.slice(0, baselineSize)))
      // all texts come again, those of the baseline too: the others alone would be another, smaller world of 500 prompts
      const rest = traffic.facts(model, order)
      const logs = Array.from({ length: hours * perHour }, () => rest[Math.floor(next() * rest.length)] ?? null)
      for (let hour = 24; hour <= hours; hour++)
        if ((readAgainst(logs.slice((hour - 24) * perHour, hour * perHour), reference).drift.semanticDrift ?? 0) > 0.3) return 1
      return 0
    })
  })
  return alarmed.reduce<number>((sum, one) => sum + one, 0) / alarmed.length
}

const says = (which: string) => (reading: Reading) => reading.drift.attribution === which
const answersFire = ({ drift }: Reading) => (drift.semanticDrift ?? 0) >= 0.3
const anyAlarm = ({ drift }: Reading) => drift.attribution !== 'none'

/** The share of pairs that a distance orders right. */
const auc = (changed: readonly Reading[], unchanged: readonly Reading[]): number => {
  let right = 0
  for (const a of changed) for (const b of unchanged) right += a.squared > b.squared ? 1 : a.squared === b.squared ? 0.5 : 0
  return right / changed.length / unchanged.length
}

/** The one that is configured, as a server would take it. */
const configured = async () => {
  const loaded = loadConfig({ flags: {}, env: process.env, cwd: process.cwd() })
  if (!loaded.ok) throw new Error(loaded.message)
  const chosen = await chooseEmbedder(loaded.config)
  await chosen?.begin()
  return chosen?.embedder ?? tableEmbedder
}

/** Drift on real answers (metrics §5): false alarms, controlled shifts, switched models, and the change of LLMDrift. Nothing without ../shared/data. */
export const bench = async (): Promise<Figure[]> => {
  const answers = realAnswers()
  if (answers === null) return skipped('drift')
  const embedder = await configured()
  const traffic = await createTraffic(answers, embedder)
  const [same100, same200] = [same(traffic, 100), same(traffic, 200)]
  const [half, all100, all200] = [replaced(traffic, 200, 0.5), replaced(traffic, 100, 1), replaced(traffic, 200, 1)]
  const change = switched(traffic, 200)
  const n = same100.length
  console.log(
    `drift | readings: half replaced ${quantile(half, 0.5).toFixed(2)}, all replaced ${quantile(all100, 0.5).toFixed(2)} (medians, should be 0.4 and 0.8)`,
  )
  const share = (name: string, list: readonly Reading[], test: (reading: Reading) => boolean) => {
    const { value, low, high } = shareOf(list.filter(test).length, list.length)
    return { name: `${name} (n ${list.length}, ${low.toFixed(3)}–${high.toFixed(3)})`, value }
  }
  const most = ({ name, value }: { name: string; value: number }, limit: number) => atMost(name, value, 'share', limit)
  const least = ({ name, value }: { name: string; value: number }, limit: number) => atLeast(name, value, 'share', limit)
  return [
    most(share('same traffic, n = 100: answers said to have moved in meaning', same100, answersFire), 0.02),
    most(share('same traffic, n = 200: answers said to have moved in meaning', same200, answersFire), 0.02),
    most(share('same traffic, n = 100: any gauge fires', same100, anyAlarm), 0.02),
    most(share('same traffic, n = 200: any gauge fires', same200, anyAlarm), 0.02),
    atLeast(`half of the topics replaced, n = 200 (${n} against ${n} draws)`, auc(half, same200), 'AUC', 0.95),
    least(share('half of the topics replaced, n = 200: found at 0.3', half, answersFire), 0.7),
    least(share('all topics replaced, n = 100: found at 0.3', all100, answersFire), 0.95),
    most(share('all topics replaced, n = 200: wrongly says "the model changed"', all200, says('model')), 0.1),
    most(share('half of the topics replaced, n = 200: wrongly says "the model changed"', half, says('model')), 0.1),
    least(share('model switched, n = 200: says "the model changed"', change, says('model')), 0.6),
    atMost('weeks of unchanged traffic with an alarm, hourly looks, 8 logs an hour (n 40)', weeks(traffic, 8), 'share', 0.05),
    ...(await changesOf(embedder, (name) => readFileSync(`../shared/data/llmdrift/${name}`, 'utf8'))),
  ]
}
