import { count, dollars, duration, or, wasteText } from '../../lib/format.ts'
import { loopWhy } from '../../lib/record.ts'
import { exactMoment, listTime } from '../../lib/time.ts'
import type { Head } from '../../lib/wire.ts'
import { link, utc } from '../../state/address.ts'
import { Unpriced } from '../unpriced/index.tsx'
import { Marked } from './marked.tsx'

const wasteClass = (waste: number | null): string => (waste !== null && waste > 2.5 ? 'bad' : '')

/** One log in a list: who answered what, and what it cost. */
export const Row = ({ head, chosen = false, now }: { head: Head; chosen?: boolean; now: number }) => {
  const at = Date.parse(head.timestamp)
  const excerpt = head.wastePreview
  return (
    <a class={chosen ? 'log chosen' : 'log'} href={link(['logs', head.id])} aria-current={chosen ? 'true' : undefined} data-id={head.id}>
      <time dateTime={head.timestamp} title={exactMoment(at, utc.value)}>
        {listTime(at, utc.value, now)}
      </time>
      <span class="who">
        <span class="clip">{head.model}</span>
        <span class="clip quiet">
          {[head.service, head.route].filter(Boolean).join(' / ') || '(no route)'}
          {head.source !== 'production' && <span class="tag">{head.source === 'red_team' ? 'red team' : head.source}</span>}
        </span>
      </span>
      <span class="what">
        <span class="clip">{head.preview || '(no prompt)'}</span>
        <span class="clip excerpt quiet">
          {head.status === 'error' ? <span class="bad">✕ failed</span> : null}
          {head.refusal !== 'none' && <span class="tag">{head.refusal === 'full' ? 'refused' : 'partly refused'}</span>}
          {head.loop && (
            <span class="tag" title={loopWhy}>
              loop
            </span>
          )}
          {excerpt && <Marked {...excerpt} />}
        </span>
      </span>
      <span class={`number waste-figure ${wasteClass(head.cognitiveWaste)}`}>{or(head.cognitiveWaste, wasteText)}</span>
      <span class="numbers">
        <span class="number tokens-figure">{count(head.tokens)}</span>
        <span class="number">{or(head.latencyMs, duration)}</span>
        <span class="number">{head.costUsd === null && head.cognitiveWaste !== null ? <Unpriced /> : or(head.costUsd, dollars)}</span>
      </span>
    </a>
  )
}

export const RowHead = () => (
  <div class="log heading" aria-hidden="true">
    <span>time</span>
    <span>model, route</span>
    <span>prompt, wasted words</span>
    <span class="number">waste</span>
    <span class="number">tokens</span>
    <span class="number">latency</span>
    <span class="number">cost</span>
  </div>
)
