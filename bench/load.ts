import { Agent, request } from 'node:http'

export interface Load {
  /** Logs acknowledged as stored. */
  accepted: number
  seconds: number
  /** Milliseconds of each request. */
  latencies: number[]
  /** Answers other than 202, by status. */
  others: Record<number, number>
}

const post = (agent: Agent, url: URL, body: string): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const sent = request(
      url,
      { agent, method: 'POST', headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) } },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })

/** Posts bodies over `connections` at once, one after another on each, until `done` says so. */
export const load = async (
  url: string,
  connections: number,
  next: () => string,
  done: (accepted: number, seconds: number) => boolean,
): Promise<Load> => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const target = new URL('/api/metrics/ingest', url)
  const result: Load = { accepted: 0, seconds: 0, latencies: [], others: {} }
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1000
  const one = async () => {
    while (!done(result.accepted, seconds())) {
      const sent = performance.now()
      const { status, text } = await post(agent, target, next())
      result.latencies.push(performance.now() - sent)
      if (status === 202) result.accepted += (JSON.parse(text) as { accepted: number }).accepted
      else result.others[status] = (result.others[status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: connections }, one))
  result.seconds = seconds()
  agent.destroy()
  return result
}

export const quantile = (values: readonly number[], rank: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * rank))] ?? Number.NaN
