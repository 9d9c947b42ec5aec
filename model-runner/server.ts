import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { createApp } from './app.ts'
import { createRunner } from './runner.ts'
import { isLoopback, readSettings } from './settings.ts'

/** What runs at SIGTERM has this long to end. */
const drainMs = 25_000

const say = (line: string) => process.stderr.write(`runner: ${line}\n`)

/** Wrong use ends with 2 and one line. */
const refuse = (line: string): never => {
  say(line)
  process.exit(2)
}

const read = readSettings(process.env)
const settings = read.ok ? read.settings : refuse(read.message)
const { RUNNER_MODEL: path, RUNNER_HOST: host, RUNNER_PORT: port, RUNNER_SLOTS: slots } = settings
if (!existsSync(path)) refuse(`there is no file ${path}: RUNNER_MODEL names a GGUF file`)

const id = basename(path).replace(/\.gguf$/i, '')
const runner = createRunner({ id, slots, waiting: settings.RUNNER_QUEUE })
const app = createApp(runner, {
  key: settings.RUNNER_API_KEY ?? null,
  local: isLoopback(host),
  corsOrigins: settings.RUNNER_CORS_ORIGINS,
  log: (error) => say(error instanceof Error ? (error.stack ?? error.message) : String(error)),
})
const server = createServer({ requestTimeout: 60_000, keepAliveTimeout: 65_000 }, getRequestListener(app.fetch))

/** llama.cpp comes in after the server listens: reading it in takes a second or two. */
const load = async () => {
  const { loadModel } = await import('./model.ts')
  return loadModel({ id, path, contextSize: settings.RUNNER_CONTEXT_SIZE, slots, threads: settings.RUNNER_THREADS })
}

let stopping = false
const stop = async () => {
  if (stopping) process.exit(1)
  stopping = true
  await runner.drain(drainMs)
  server.close(() => process.exit(0))
  server.closeIdleConnections()
}
process.on('SIGTERM', stop)
// Ctrl-C reaches a child of aicwd as well, which is told to stop by its parent, and stops when that is gone.
if (process.send === undefined) process.on('SIGINT', stop)
else process.on('SIGINT', () => {}).on('disconnect', stop)

server.once('error', (error: NodeJS.ErrnoException) =>
  refuse(error.code === 'EADDRINUSE' ? `port ${port} is taken: choose another with RUNNER_PORT` : error.message),
)
server.listen(port, host, () => {
  const { port: bound } = server.address() as AddressInfo
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`
  process.stdout.write(`the model runner is at ${url}, loading ${id}\n`)
  runner.load(load()).then(
    () => process.stdout.write(`${id} is loaded\n`),
    (error: Error) => say(`${path} cannot be loaded: ${error.message.split('\n')[0]}`),
  )
})
