import { useEffect, useRef, useState } from 'preact/hooks'
import type { Family, Intensity } from '../../../backend/core/campaign.ts'
import {
  type Estimate,
  estimateText,
  families,
  intensities,
  intensityName,
  isOver,
  type StartBody,
  type StressOptions,
} from '../../lib/stress.ts'
import type { Fault } from '../../lib/wire.ts'
import { ask, may } from '../../state/server.ts'
import { loadOptions, options, startTest } from '../../state/stress.ts'
import { Failed, Loading } from '../panel/index.tsx'
import { Amounts } from './amounts.tsx'
import { Targets } from './targets.tsx'

const soonMs = 300

/** What the form holds: a whole body. */
export type Wish = Required<Omit<StartBody, 'budgetUsd'>> & { budgetUsd: number | undefined }

const wishOf = ({ defaults, targets, strategies }: StressOptions): Wish => ({
  // What works right away stands first: the default target, unless something is missing for it
  target:
    (targets.find(({ id, available }) => id === defaults.target && available) ?? targets.find(({ available }) => available))?.id ?? '',
  strategies: defaults.strategies ?? strategies.map(({ id }) => id),
  intensities: defaults.intensities ?? [...intensities],
  promptCount: defaults.promptCount ?? 50,
  concurrency: defaults.concurrency ?? 4,
  budgetUsd: defaults.budgetUsd ?? undefined,
  maxTokens: defaults.maxTokens ?? 2048,
  seed: defaults.seed ?? 1,
})

const bodyOf = ({ budgetUsd, ...rest }: Wish): StartBody => ({ ...rest, ...(budgetUsd !== undefined && { budgetUsd }) })

const toggled = <T,>(list: readonly T[], value: T, order: readonly T[]): T[] =>
  order.filter((held) => (held === value ? !list.includes(value) : list.includes(held)))

type Estimated = { status: 'asking' } | { status: 'failed'; fault: Fault } | { status: 'ready'; estimate: Estimate }

const useEstimate = (wish: Wish): Estimated => {
  const [state, setState] = useState<Estimated>({ status: 'asking' })
  const asked = useRef(0)
  useEffect(() => {
    const mine = ++asked.current
    const timer = setTimeout(async () => {
      const answer = await ask<{ estimate: Estimate }>('/api/red-team/estimate', { method: 'POST', body: bodyOf(wish) })
      if (mine !== asked.current) return
      setState(answer.ok ? { status: 'ready', estimate: answer.value.estimate } : { status: 'failed', fault: answer.fault })
    }, soonMs)
    return () => clearTimeout(timer)
  }, [JSON.stringify(wish)])
  return state
}

const familyNames: Record<Family, string> = {
  resource: 'resource exhaustion',
  injection: 'prompt injection',
  leakage: 'leakage',
  jailbreak: 'jailbreak',
  'multi-turn': 'multi-turn',
  'over-refusal': 'over-refusal (harmless probes)',
}

interface PartProps {
  given: StressOptions
  wish: Wish
  change: (part: Partial<Wish>) => void
}

const Strategies = ({ given, wish, change }: PartProps) => {
  const order = given.strategies.map(({ id }) => id)
  const all = wish.strategies.length === order.length
  return (
    <fieldset class="strategies">
      <legend>
        Strategies{' '}
        <button type="button" class="text small" onClick={() => change({ strategies: all ? [] : order })}>
          {all ? 'none' : 'all'}
        </button>
      </legend>
      {families.map((family) => {
        const own = given.strategies.filter((strategy) => strategy.family === family)
        return own.length === 0 ? null : (
          <div key={family}>
            <h3>{familyNames[family]}</h3>
            {own.map(({ id, title, owasp, description }) => (
              <label key={id} class="check" title={description}>
                <input
                  type="checkbox"
                  checked={wish.strategies.includes(id)}
                  onChange={() => change({ strategies: toggled(wish.strategies, id, order) })}
                />{' '}
                {title} <span class="quiet small">{owasp}</span>
              </label>
            ))}
          </div>
        )
      })}
    </fieldset>
  )
}

const Intensities = ({ wish, change }: PartProps) => (
  <fieldset class="row">
    <legend>Intensities</legend>
    {intensities.map((intensity: Intensity) => (
      <label key={intensity} class="check">
        <input
          type="checkbox"
          checked={wish.intensities.includes(intensity)}
          onChange={() => change({ intensities: toggled(wish.intensities, intensity, intensities) })}
        />{' '}
        {intensityName(intensity)}
      </label>
    ))}
  </fieldset>
)

const Told = ({ state, wish, caps }: { state: Estimated; wish: Wish; caps: StressOptions['caps'] }) => {
  if (state.status === 'failed') return <span class="bad">{state.fault.message}</span>
  if (state.status === 'asking') return <span class="quiet">estimating …</span>
  const over = isOver(state.estimate, wish.budgetUsd, caps)
  return (
    <>
      <strong>{estimateText(state.estimate)}</strong>
      {over !== null && <span class="bad"> ▲ {over}</span>}
    </>
  )
}

const Start = ({ given, wish, change }: PartProps) => {
  const estimate = useEstimate(wish)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<Fault | null>(null)
  const allowed = may('red-team')
  const target = given.targets.find(({ id }) => id === wish.target)
  const ready = allowed && target?.available !== false && wish.target !== '' && wish.strategies.length > 0 && wish.intensities.length > 0
  const onSubmit = async (event: Event) => {
    event.preventDefault()
    if (!ready) return
    setBusy(true)
    setFault(await startTest(bodyOf(wish)))
    setBusy(false)
  }
  return (
    <form class="start-test" onSubmit={(event) => void onSubmit(event)}>
      <Targets targets={given.targets} chosen={wish.target} choose={(id) => change({ target: id })} />
      <Strategies given={given} wish={wish} change={change} />
      <Intensities given={given} wish={wish} change={change} />
      <Amounts given={given} wish={wish} change={change} />
      <p class="row send">
        <button type="submit" class="button main" disabled={busy || !ready}>
          {busy ? 'starting …' : 'Initiate stress test'}
        </button>
        <span role="status">
          <Told state={estimate} wish={wish} caps={given.caps} />
        </span>
        {!allowed && <span class="bad">this needs a key with the scope red-team</span>}
        {fault && (
          <span class="bad" role="alert">
            {fault.message}
          </span>
        )}
      </p>
    </form>
  )
}

const Filled = ({ given }: { given: StressOptions }) => {
  const [wish, setWish] = useState(() => wishOf(given))
  return <Start given={given} wish={wish} change={(part) => setWish({ ...wish, ...part })} />
}

/** *Initiate stress test*: against what, with what, how much; the estimate stands beside the button. */
export const Form = ({ close }: { close: (() => void) | null }) => {
  const held = options.value
  const place = useRef<HTMLElement>(null)
  // The button that opened it is gone
  useEffect(() => {
    if (close !== null) place.current?.focus()
  }, [])
  return (
    <section class="panel" aria-label="Initiate stress test" ref={place} tabIndex={-1}>
      <header class="row">
        <h2>Initiate stress test</h2>
        {close && (
          <button type="button" class="text push" onClick={close}>
            Close
          </button>
        )}
      </header>
      {held.status === 'loading' && <Loading />}
      {held.status === 'failed' && <Failed fault={held.fault} again={loadOptions} />}
      {held.status === 'ready' && <Filled given={held.value} />}
    </section>
  )
}
