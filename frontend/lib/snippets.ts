/** One argument of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

const keyHeader = (withKey: boolean): string => (withKey ? ' \\\n  -H "Authorization: Bearer $AICWD_KEY"' : '')

const firstLog = {
  model: 'gpt-4o-mini',
  route: 'first-steps',
  prompt: 'Why is the sky blue?',
  response: 'Short waves scatter more in the air. Short waves scatter more in the air.',
  latencyMs: 812,
}

/** The call that sends a first log, to be pasted into a shell. */
export const firstCurl = (address: string, withKey: boolean): string =>
  `curl ${address}/api/metrics/ingest${keyHeader(withKey)} \\\n  -H 'Content-Type: application/json' \\\n  -d ${quoted(JSON.stringify(firstLog))}`

/** The command that sends a file of logs to this server, to be pasted into a shell where the project is. */
export const importCommand = (address: string, withKey: boolean): string =>
  `${withKey ? 'AICWD_KEY="$AICWD_KEY" ' : ''}npx aicwd import answers.jsonl --url ${address}`

/** The call that reads one record. */
export const recordCurl = (address: string, id: string, withKey: boolean): string =>
  `curl ${quoted(`${address}/api/logs/${encodeURIComponent(id)}`)}${keyHeader(withKey)}`

/** A log that shows every part of a record, kept out of every figure by its source. */
export const testLog = (now: number) => ({
  timestamp: new Date(now).toISOString(),
  model: 'gpt-4o-mini',
  service: 'page',
  route: 'test',
  source: 'test',
  prompt: 'What does a cache do, in two sentences?',
  response:
    "Certainly! I'd be happy to help you with that. A cache keeps the results of slow work close at hand, so that the next request is answered without doing the work again. When what lies behind it changes, the cache has to be told, or it will give old answers. A cache keeps the results of slow work close at hand, so that the next request is answered without doing the work again. I hope this helps! Let me know if you have any other questions.",
  latencyMs: 640,
})
