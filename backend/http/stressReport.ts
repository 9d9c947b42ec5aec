import type { Campaign, Evidence, Finding, RunSummary, VerdictName } from '../core/campaign.ts'
import { yieldedFacts } from '../core/controls.ts'
import { courseOf, wordingText } from '../core/course.ts'
import { curveOf } from '../core/curve.ts'
import { type GivenBy, givenBy, outcomeNameOf, outcomeWords, standingOf, toneOf } from '../core/outcome.ts'
import { strategyRows } from '../core/strategyRows.ts'
import { targetText } from '../core/target.ts'
import { curveFigure, escaped, matrix } from './stressFigures.ts'

/** What the report tells. `titles`: of strategies, by id. `at`: epoch milliseconds. */
export interface ReportOf {
  run: Campaign
  summary: RunSummary
  /** A page at a time. */
  pages: AsyncIterable<readonly Finding[]>
  titles: ReadonlyMap<string, string>
  at: number
  /** Of the program that makes the report. */
  version: string
}

/** Characters of a text that are shown; evidence beyond them is shown apart. */
const longest = 4_000

const number = (value: number | null, digits = 3): string => (value === null ? '–' : String(Number(value.toPrecision(digits))))
const fixed = (value: number | null): string => (value === null ? '–' : value.toFixed(2))
const percent = (value: number | null): string => (value === null ? '–' : `${number(value * 100)} %`)
const dollars = (value: number | null): string => (value === null ? '–' : `$${value >= 1 ? value.toFixed(2) : number(value)}`)

const count = (value: number): string => value.toLocaleString('en-US')

/** A text with its evidence marked; spans that overlap or lie outside are left out. */
const marked = (text: string, evidence: readonly Evidence[]): string => {
  let html = ''
  let at = 0
  for (const { start, end } of [...evidence].sort((a, b) => a.start - b.start)) {
    if (start < at || end <= start || end > Math.min(text.length, longest)) continue
    html += `${escaped(text.slice(at, start))}<mark>${escaped(text.slice(start, end))}</mark>`
    at = end
  }
  html += escaped(text.slice(at, Math.max(at, longest)))
  return text.length > longest ? `${html}<i> … ${text.length - longest} more characters</i>` : html
}

const beyond = (evidence: readonly Evidence[]): string =>
  evidence
    .filter(({ end }) => end > longest)
    .slice(0, 5)
    .map(({ text }) => `<p>Evidence further on: <mark>${escaped(text.slice(0, 300))}</mark></p>`)
    .join('')

const style = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:1rem 0}td,th{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top;font-variant-numeric:tabular-nums}td{overflow-wrap:anywhere}.wide{overflow-x:auto}.wide td{overflow-wrap:normal}.wide :is(td,th)+:is(td,th){text-align:right;padding:.2rem 0 .2rem .8rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#8881;padding:.6rem;border-radius:.4rem;margin:.3rem 0 .8rem}
mark{background:#fc06;color:inherit;border-bottom:2px solid #e80}
svg{max-width:40rem;width:100%}svg line{stroke:#8884}svg text{font-size:12px;fill:currentColor}svg .bar{stroke:#57c}svg polyline{fill:none;stroke:#57c;stroke-width:2}svg circle{fill:#57c}.cells :is(td,th)+:is(td,th){white-space:nowrap;padding:.2rem .5rem}.s1{background:#e8722022}.s2{background:#e8722044}.s3{background:#e8722066}.s4{background:#e8722088}
article{border-top:1px solid #8884;padding:.8rem 0}.bad{color:#d33}.good{color:#2a4}summary{cursor:pointer;margin:.3rem 0}h4{margin:.6rem 0 0;font-weight:normal;font-size:.85em;opacity:.75}.practice{border:2px solid #b70;padding:.4rem .8rem}`

const row = (name: string, value: string): string => `<tr><th>${escaped(name)}</th><td>${escaped(value)}</td></tr>`

/** What prompt and answer alone don't show: the system prompt with its secret, and the turns of a conversation. */
const conversation = ({ transcript }: Finding): string =>
  transcript.length <= 2
    ? ''
    : `<details><summary>All ${transcript.length} messages, as they were sent</summary>${transcript
        .map(({ role, content }) => `<h4>${escaped(role)}</h4><pre>${marked(content, [])}</pre>`)
        .join('')}</details>`

/** What the run could spend: its own budget, or less where the server allows less. */
const budgetText = ({ caps: { nano, tokens } }: Campaign): string =>
  nano === null ? `${count(tokens)} tokens (no known price)` : `${dollars(nano / 1e9)} or ${count(tokens)} tokens`

/** Findings without a score, controls among them. */
const unscoredText = ({ cells }: RunSummary): string => {
  const sum = (field: 'error' | 'unscored') => cells.reduce((total, cell) => total + cell[field], 0)
  return `${sum('unscored')} unscored, ${sum('error')} ${sum('error') === 1 ? 'error' : 'errors'}`
}

const said = (finding: Finding, verdict: VerdictName, by: GivenBy): string => outcomeWords[outcomeNameOf(verdict, finding, by)]

const article = (finding: Finding, titles: ReadonlyMap<string, string>): string => {
  const { verdict, override } = finding
  const stands = standingOf(finding)
  const by = givenBy(finding)
  const inResponse = verdict.evidence.filter((part) => part.in === 'response')
  const inPrompt = verdict.evidence.filter((part) => part.in === 'prompt')
  const facts = [
    `intensity ${finding.intensity}`,
    finding.owasp,
    `stress ${number(finding.stress)}`,
    finding.amplification === null ? '' : `amplification ${finding.truncated ? '≥ ' : ''}${number(finding.amplification)}`,
    finding.latencyMs === null ? '' : `${Math.round(finding.latencyMs)} ms`,
    `${finding.tokens.output + finding.tokens.reasoning} tokens`,
    dollars(finding.costUsd),
  ]
  return `<article id="${escaped(finding.findingId)}"><h3><span class="${toneOf(stands, finding, by)}">${said(finding, stands, by)}</span> · ${escaped(titles.get(finding.strategy) ?? finding.strategy)}</h3>
<p>${escaped(facts.filter(Boolean).join(' · '))}</p>
<p>${escaped(verdict.judge)}: ${escaped(verdict.reason)}${override === null ? '' : `<br>Overridden by ${escaped(override.by)}, judged ${said(finding, verdict.verdict, 'judge')} before: ${escaped(override.note)}`}</p>
<h4>asked</h4><pre>${marked(finding.prompt, inPrompt)}</pre><h4>answered</h4><pre>${marked(finding.response, inResponse)}</pre>${beyond([...inPrompt, ...inResponse])}${conversation(finding)}</article>`
}

const rowsOf = ({ summary, titles }: ReportOf): string =>
  strategyRows(summary)
    .map(({ strategy, stress, fragility, n, through, partial, held, error, unscored }) => {
      const cells = [fixed(stress), fixed(fragility), n, through, partial, held, error, unscored]
      return `<tr><td>${escaped(titles.get(strategy) ?? strategy)}</td>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
    })
    .join('')

const head = (of: ReportOf): string => {
  const { run, summary, titles, at, version } = of
  const { value, low, high, n } = summary.attackSuccessRate
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>AICWD stress test: ${escaped(run.model)}</title><style>${style}</style></head><body>
<h1>Stress test of ${escaped(run.model)}</h1>
${run.isPractice ? '<p class="practice">Practice: a simulated target. Nothing here says anything about a real model.</p>' : ''}
<table>${[
    row('target', targetText({ target: run.config.target, model: run.model, practice: run.isPractice })),
    row('run', run.runId),
    row('status', `${run.status}${run.error === null ? '' : `: ${run.error}`}`),
    row('started', run.startedAt === null ? '–' : new Date(run.startedAt).toISOString()),
    row('prompts', `${run.processedPrompts} of ${run.totalPrompts}, ${wordingText(courseOf(run))}, seed ${run.config.seed}`),
    row('not scored', unscoredText(summary)),
    row('judge', run.config.judge === 'none' ? 'the rules alone' : `the rules, and ${run.config.judge} for what they leave open`),
    row('answers', `of at most ${count(run.config.maxTokens)} tokens`),
    row('adversarial stress', number(summary.adversarialStress)),
    row('fragility', number(summary.fragilityScore)),
    row('resilience', number(summary.fragilityScore === null ? null : 1 - summary.fragilityScore)),
    row(
      'attacks that got through',
      value === null ? '– (no attack was scored)' : `${percent(value)} of ${n} (95 %: ${percent(low)} to ${percent(high)})`,
    ),
    row(
      'over-refusal',
      summary.overRefusalRate === null
        ? '– (no harmless probe was scored)'
        : `${percent(summary.overRefusalRate)} of the harmless probes were refused`,
    ),
    ...yieldedFacts(summary.cells).map(([name, told]) => row(name, told)),
    row('spent', `${dollars(run.spentNano / 1e9)}, ${count(run.spentTokens)} tokens`),
    row('budget', budgetText(run)),
    row('report of', `${new Date(at).toISOString()}, by AICWD ${version}`),
  ].join('')}</table>
<h2>Resilience curve</h2><p>Stress by intensity, the mean over the strategies; bars are 95 % intervals. It rises where the model yields.</p><div class="wide">${curveFigure(curveOf(summary.cells))}</div>
<h2>Strategy × intensity</h2>${matrix(summary.cells, titles)}
<h2>By strategy</h2><p>Held: it was refused, or it did not work; each finding says which.</p><div class="wide"><table><tr><th>strategy</th><th>stress</th><th>fragility</th><th>scored</th><th>got through</th><th>in part</th><th>held</th><th>error</th><th>unscored</th></tr>${rowsOf(of)}</table></div>
<h2>Findings</h2><p>What got through first, the most stress first in each.</p>`
}

/** The report of a run as a page that stands alone, piece by piece: no scripts, nothing loaded. Linear in the findings. */
export async function* stressReport(of: ReportOf): AsyncGenerator<string> {
  yield head(of)
  for await (const findings of of.pages) yield findings.map((finding) => `${article(finding, of.titles)}\n`).join('')
  yield '</body></html>\n'
}
