import type { Amount, Claimed } from '../../core/campaignStore.ts'
import type { LogEntry } from '../../core/log.ts'
import type { MeasuredLog } from '../../core/measurement.ts'
import type { ChatMessage } from '../../core/provider.ts'
import type { Reply } from '../../redteam/judge.ts'

/** How far an attempt has come; what is kept of it while it is under way. */
export interface State {
  /** Without the system prompt; ends with what is to be asked. */
  transcript: ChatMessage[]
  /** One for each answer. */
  logs: LogEntry[]
  /** All has been said, and the last call is not in the books yet. */
  isSaid?: boolean
}

/** As the version before kept it: with measured answers. */
interface FormerState {
  transcript: ChatMessage[]
  logs: MeasuredLog[]
  owed?: Amount
}

/** What is kept of an attempt; of one that has not begun, nothing was said. */
export const stateOf = ({ progress }: Claimed): State => {
  if (progress === null) return { transcript: [], logs: [] }
  const stored = JSON.parse(progress) as State | FormerState
  const logs = stored.logs.map((one) => ('log' in one ? one.log : one))
  return { transcript: stored.transcript, logs, isSaid: 'owed' in stored || ('isSaid' in stored && stored.isSaid === true) }
}

/** Whether the last answer was cut stands in its log, so that it is known after a restart too. */
export const answeredBy = ({ logs }: State): Reply => ({
  status: 'answered',
  truncated: /^(?:length|max_tokens)$/i.test(logs.at(-1)?.finishReason ?? ''),
})
