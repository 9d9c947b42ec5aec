import { type ChildProcess, spawn } from 'node:child_process'
import { connect, type Socket } from 'node:net'
import type { Figure } from './figure.ts'
import { processorSeconds, startServer, temporaryFolder, treeMemory } from './server.ts'

const clients = 1000
const seconds = 15
const perSecond = 20

/** The least a server can do: the same text written to every open answer, as often. */
const bare = `
const open = new Set()
require('node:http').createServer((_, res) => { res.writeHead(200, { 'Content-Type': 'text/event-stream' }); res.flushHeaders(); open.add(res); res.on('close', () => open.delete(res)) })
  .listen(0, '127.0.0.1', function () { process.send(this.address().port) })
process.on('message', (text) => { for (const res of open) res.write(text) })
`

const log = (at: number) => ({
  model: 'gpt-4o-mini',
  route: 'bench',
  prompt: `Question ${at}: what is the capital of France, and why?`,
  response:
    'Paris. It has been the seat of the kings, and then of the governments, for centuries. Paris. It has been the seat of the kings.',
  latencyMs: 300,
})

interface Readers {
  sockets: Socket[]
  events(): number
  slowest(): number
}

/** Raw sockets that count events, so that the readers cost little beside what is measured. */
const openReaders = async (url: URL, marker: string): Promise<Readers> => {
  const counts = new Array<number>(clients).fill(0)
  const sockets = await Promise.all(
    counts.map(
      (_, index) =>
        new Promise<Socket>((resolve, reject) => {
          const socket = connect(Number(url.port), url.hostname, () => {
            socket.write(`GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nAccept: text/event-stream\r\n\r\n`)
          })
          socket.once('error', reject)
          socket.once('data', () => resolve(socket))
          socket.on('data', (chunk: Buffer) => {
            for (let at = chunk.indexOf(marker); at >= 0; at = chunk.indexOf(marker, at + 1)) counts[index] = (counts[index] ?? 0) + 1
          })
        }),
    ),
  )
  return { sockets, events: () => counts.reduce((sum, n) => sum + n, 0), slowest: () => Math.min(...counts) }
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

/** The least memory of some seconds: what is held, without what is about to be collected. */
const settledMemory = async (pid: number): Promise<number> => {
  const samples: number[] = []
  for (let at = 0; at < 20; at++) {
    await pause(500)
    samples.push(treeMemory(pid))
  }
  return Math.min(...samples)
}

/** Sends for a while; events delivered, and the processor seconds of the server meanwhile. */
const measure = async (pid: number, readers: Readers, send: (at: number) => void) => {
  await pause(500)
  const [eventsBefore, cpuBefore] = [readers.events(), processorSeconds(pid)]
  const began = performance.now()
  for (let at = 0; at < seconds * perSecond; at++) {
    send(at)
    await pause(Math.max(0, began + ((at + 1) * 1000) / perSecond - performance.now()))
  }
  await pause(1000)
  const events = readers.events() - eventsBefore
  return { events, seconds: processorSeconds(pid) - cpuBefore }
}

const bareServer = (): Promise<{ child: ChildProcess; port: number }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['-e', bare], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    child.once('message', (port) => resolve({ child, port: Number(port) }))
  })

/** 1,000 readers of the stream at its most (20 log events a second each), against the same text over bare `node:http`; one reader never reads. */
export const bench = async (): Promise<Figure[]> => {
  const folder = temporaryFolder()
  await (await startServer(folder.path)).stop() // making the database takes memory of its own
  const server = await startServer(folder.path)
  const pid = server.child.pid ?? 0
  const post = (at: number) =>
    void fetch(`${server.url}/api/metrics/ingest`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(log(at)),
    })
  try {
    for (let at = 0; at < 50; at++) post(at)
    const stream = new URL('/api/metrics/stream?window=5m', server.url)
    // A first wave warms up: what it leaves behind is the engine's, not the readers'.
    for (const socket of (await openReaders(stream, 'event: log')).sockets) socket.destroy()
    // What ingest and the database cost without readers is not the fan-out's.
    const alone = await measure(pid, { sockets: [], events: () => 0, slowest: () => 0 }, post)
    const before = await settledMemory(pid)
    const readers = await openReaders(stream, 'event: log')
    const perClient = ((await settledMemory(pid)) - before) / 1024 / clients
    readers.sockets[0]?.pause()
    const ours = await measure(pid, readers, post)
    readers.sockets[0]?.resume()
    await pause(500)
    const slowest = readers.slowest()
    for (const socket of readers.sockets) socket.destroy()
    // The same bytes for both: the last log as it was streamed.
    const { logs } = (await (await fetch(`${server.url}/api/logs?limit=1`)).json()) as { logs: unknown[] }
    const sample = JSON.stringify(logs[0])
    const { child, port } = await bareServer()
    const text = `event: log\nid: 1\ndata: ${sample}\n\n`
    const plain = await openReaders(new URL(`http://127.0.0.1:${port}/`), 'event: log').catch((error) => {
      child.kill()
      throw error
    })
    const theirs = await measure(child.pid ?? 0, plain, () => child.send(text))
    for (const socket of plain.sockets) socket.destroy()
    child.kill()
    const ratio = theirs.seconds / theirs.events / ((ours.seconds - alone.seconds) / ours.events)
    const delivered = ours.events / (clients * seconds * perSecond)
    return [
      { name: 'fan-out speed against bare node:http', value: ratio, unit: '×', target: '≥ 0.8', ok: ratio >= 0.8 },
      { name: 'events delivered of those sent', value: delivered, unit: 'share', target: '≥ 0.95', ok: delivered >= 0.95 },
      { name: 'events the slowest reader got', value: slowest, unit: 'events', target: '> 0', ok: slowest > 0 },
      { name: 'memory a reader', value: perClient, unit: 'KB', target: '≤ 20', ok: perClient <= 20 },
    ]
  } finally {
    await server.stop()
    folder.remove()
  }
}
