import { targetText } from '../../../backend/core/target.ts'
import { routeName } from '../../lib/drift.ts'
import { presets } from '../../lib/range.ts'
import { exactMoment } from '../../lib/time.ts'
import { type FilterName, filterNames, filters, go, here, link, patch, rangePatch, utc } from '../../state/address.ts'
import { heads, pause, paused, refresh, resume } from '../../state/dashboard.ts'
import { driftRows } from '../../state/drift.ts'
import { refreshMarts } from '../../state/marts.ts'
import { overlay, say } from '../../state/overlay.ts'
import { known } from '../../state/remote.ts'
import { isOpen, may, signOut } from '../../state/server.ts'
import { runs } from '../../state/stress.ts'
import { setTheme, themes } from '../../state/theme.ts'

export interface Command {
  name: string
  hint?: string
  run: () => unknown
}

const places: Command[] = [
  { name: 'Go to the dashboard', hint: 'g d', run: () => go(link([])) },
  { name: 'Go to logs', hint: 'g l', run: () => go(link(['logs'])) },
  { name: 'Go to stress tests', hint: 'g s', run: () => go(link(['stress'])) },
  { name: 'Initiate stress test', run: () => go(link(['stress'], { new: '1' })) },
  { name: 'Go to alerts', hint: 'g a', run: () => go(link(['alerts'])) },
  { name: 'Go to settings', run: () => go(link(['settings'])) },
]

const refreshNow = async (): Promise<void> => {
  const fault = await refreshMarts()
  say(fault === null ? 'the marts are being refreshed' : fault.message)
}

const switches = (): Command[] => [
  ...presets.map(({ id, name }) => ({ name: `Show ${name.toLowerCase()}`, run: () => go(here(rangePatch({ preset: id }))) })),
  paused.value ? { name: 'Go live again', run: resume } : { name: 'Pause', run: pause },
  { name: utc.value ? 'Show local times' : 'Show times in UTC', run: () => patch({ utc: utc.value ? undefined : '1' }) },
  ...themes.map((theme) => ({ name: `Theme: ${theme}`, run: () => setTheme(theme) })),
  { name: 'Read everything again', run: refresh },
  ...(may('admin') ? [{ name: 'Refresh the marts now', run: refreshNow }] : []),
  { name: 'Show the keys', hint: '?', run: () => (overlay.value = 'keys') },
  ...(isOpen.value ? [] : [{ name: 'Sign out', run: signOut }]),
]

const runCommands = (): Command[] =>
  (known(runs.value) ?? []).slice(0, 5).map((run) => ({
    name: `Open the stress test of ${targetText(run)}${run.startedAt === null ? '' : `, ${exactMoment(Date.parse(run.startedAt), utc.value)}`}`,
    hint: run.status,
    run: () => go(link(['stress', run.runId])),
  }))

const driftCommands = (): Command[] =>
  driftRows.value.slice(0, 20).map((row) => ({
    name: `Show the drift of ${routeName(row)}`,
    run: () => go(link([], { driftRoute: row.route ?? '', driftModel: row.model })),
  }))

const filterCommands = (): Command[] => {
  const list = known(heads.value) ?? []
  const values = (name: 'model' | 'service' | 'route') => [...new Set(list.flatMap((head) => head[name] ?? []))].sort()
  const only = (name: FilterName, value: string): Command => ({ name: `Only ${name} ${value}`, run: () => go(here({ [name]: value })) })
  const none = Object.fromEntries(filterNames.map((name) => [name, undefined]))
  return [
    ...(Object.keys(filters.value).length > 0 ? [{ name: 'Clear all filters', run: () => go(here(none)) }] : []),
    ...(['model', 'route', 'service'] as const).flatMap((name) => values(name).map((value) => only(name, value))),
  ]
}

/** The commands whose names hold every word that was typed; a text that fits none is looked for in the logs. */
export const commandsFor = (text: string): Command[] => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = ({ name }: Command) => words.every((word) => name.toLowerCase().includes(word))
  const found = [...places, ...switches(), ...runCommands(), ...driftCommands(), ...filterCommands()].filter(fits)
  const typed = text.trim()
  if (typed === '') return found
  return [
    ...found,
    { name: `Find “${typed}” in logs`, run: () => go(link(['logs'], { q: typed })) },
    { name: `Open the log with the id ${typed}`, run: () => go(link(['logs', typed])) },
  ]
}
