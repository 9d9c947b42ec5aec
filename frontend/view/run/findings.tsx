import { useEffect } from 'preact/hooks'
import type { RunSummary } from '../../../backend/core/campaign.ts'
import { givenBy, outcomeNameOf, toneOf } from '../../../backend/core/outcome.ts'
import { count, dollars, duration, or, three } from '../../lib/format.ts'
import {
  amplificationText,
  type FindingRow,
  intensityName,
  isActive,
  outcomes,
  outcomeText,
  type RunState,
  verdictOf,
} from '../../lib/stress.ts'
import { patch, query } from '../../state/address.ts'
import { filterOf, findings, loadingMore, loadMore, moreFault, next, reloadFindings } from '../../state/findings.ts'
import { listens } from '../../state/keyboard.ts'
import { known } from '../../state/remote.ts'
import { titleOf } from '../../state/stress.ts'
import { Empty, Failed, Loading, Panel } from '../panel/index.tsx'
import { Unpriced } from '../unpriced/index.tsx'
import { Detail } from './detail.tsx'

const fitting = (list: readonly FindingRow[]): FindingRow[] => {
  const { verdict, strategy, intensity } = filterOf.value
  return list.filter(
    (finding) =>
      (verdict === undefined || outcomeNameOf(verdictOf(finding), finding, givenBy(finding)) === verdict) &&
      (strategy === undefined || finding.strategy === strategy) &&
      (intensity === undefined || String(finding.intensity) === intensity),
  )
}

interface ChoiceProps {
  name: 'verdict' | 'strategy' | 'intensity'
  options: readonly { value: string; text: string }[]
}

const Choice = ({ name, options }: ChoiceProps) => (
  <label class="small quiet">
    {name}{' '}
    <select value={query.value[name] ?? ''} onChange={({ currentTarget }) => patch({ [name]: currentTarget.value || undefined })}>
      <option value="">any</option>
      {options.map(({ value, text }) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  </label>
)

const Filters = ({ cells }: Pick<RunSummary, 'cells'>) => (
  <span class="row push">
    <Choice name="verdict" options={outcomes.map(({ id, name }) => ({ value: id, text: name }))} />
    <Choice
      name="strategy"
      options={[...new Set(cells.map(({ strategy }) => strategy))].map((value) => ({ value, text: titleOf(value) }))}
    />
    <Choice
      name="intensity"
      options={[...new Set(cells.map(({ intensity }) => intensity))]
        .sort((a, b) => a - b)
        .map((intensity) => ({ value: String(intensity), text: intensityName(intensity) }))}
    />
  </span>
)

const Row = ({ finding }: { finding: FindingRow }) => {
  const open = query.value.finding === finding.id
  const verdict = verdictOf(finding)
  const by = givenBy(finding)
  return (
    <li class={open ? 'finding open' : 'finding'}>
      <button
        type="button"
        class="finding-line"
        aria-expanded={open}
        data-finding={finding.id}
        onClick={() => patch({ finding: open ? undefined : finding.id })}
      >
        <span class={`verdict ${toneOf(verdict, finding, by)}`}>
          {outcomeText(verdict, finding, by)}
          {finding.override && <span class="tag">by hand</span>}
        </span>
        <span class="what">
          <span class="clip quiet">
            {titleOf(finding.strategy)} · {intensityName(finding.intensity)} · {finding.owasp}
          </span>
          <span class="clip">{finding.prompt}</span>
        </span>
        <span class="numbers">
          <span class="number" data-name="stress" title="adversarial stress">
            {or(finding.adversarialStress, three)}
          </span>
          <span class="number" data-name="tokens" title="tokens against those of its control">
            {amplificationText(finding)}
          </span>
          <span class="number">{or(finding.latencyMs, duration)}</span>
          <span class="number">{finding.costUsd === null ? <Unpriced /> : dollars(finding.costUsd)}</span>
        </span>
      </button>
      {open && <Detail key={finding.id} finding={finding} />}
    </li>
  )
}

const list = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-finding]')]

const move = (by: 1 | -1): void => {
  const all = list()
  const at = all.indexOf(document.activeElement as HTMLElement)
  all[Math.min(all.length - 1, Math.max(0, at + by))]?.focus()
}

const Foot = () => {
  if (moreFault.value) return <Failed fault={moreFault.value} again={loadMore} />
  if (next.value === null) return null
  return (
    <p class="end">
      <button type="button" class="button" disabled={loadingMore.value} onClick={() => void loadMore()}>
        {loadingMore.value ? 'reading …' : 'More findings'}
      </button>
    </p>
  )
}

const List = ({ run }: { run: RunState }) => {
  const held = findings.value
  if (held.status === 'loading') return <Loading />
  if (held.status === 'failed') return <Failed fault={held.fault} again={reloadFindings} />
  const rows = fitting(held.value)
  const filtered = Object.values(filterOf.value).some((value) => value !== undefined)
  if (rows.length === 0 && next.value === null)
    return (
      <Empty>
        {filtered ? 'No finding fits the filter.' : isActive(run) ? 'The first answer is on its way.' : 'This run has no findings.'}
        {filtered && (
          <button type="button" class="button" onClick={() => patch({ verdict: undefined, strategy: undefined, intensity: undefined })}>
            Show every finding
          </button>
        )}
      </Empty>
    )
  return (
    <>
      <div class="finding-line heading small quiet" aria-hidden="true">
        <span>verdict</span>
        <span>strategy · intensity · OWASP, prompt</span>
        <span class="numbers">
          <span class="number">stress</span>
          <span class="number">tokens ×</span>
          <span class="number">latency</span>
          <span class="number">cost</span>
        </span>
      </div>
      <ol class="findings">
        {rows.map((finding) => (
          <Row key={finding.id} finding={finding} />
        ))}
      </ol>
      <Foot />
    </>
  )
}

/** Every attempt that was answered, with its verdict; one opens to its evidence. */
export const Findings = ({ summary, run }: { summary: RunSummary; run: RunState }) => {
  useEffect(() => listens({ move, open: () => {} }), [])
  const shown = known(findings.value)
  return (
    <Panel
      name="findings-panel"
      title="Findings"
      aside={
        <>
          {shown !== null && (
            <span class="small quiet">
              {count(fitting(shown).length)}
              {next.value === null ? '' : '+'} shown, what got through first
            </span>
          )}
          <Filters cells={summary.cells} />
        </>
      }
    >
      <List run={run} />
    </Panel>
  )
}
