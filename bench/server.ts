import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const bin = resolve('bin/aicwd.js')

export interface Started {
  url: string
  child: ChildProcess
  /** Milliseconds from the command to the first answered request. */
  startMs: number
  stop(): Promise<void>
}

export const temporaryFolder = (): { path: string; remove(): void } => {
  const path = mkdtempSync(join(tmpdir(), 'aicwd-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

const freePort = async (): Promise<number> => {
  const { createServer } = await import('node:net')
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

const answers = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/healthz`)).ok
  } catch {
    return false
  }
}

/** The product as a user starts it, on a port of its own. */
export const startServer = async (
  dataDir: string,
  databaseUrl?: string,
  port?: number,
  flags: readonly string[] = [],
): Promise<Started> => {
  const chosen = port ?? (await freePort())
  const url = `http://127.0.0.1:${chosen}`
  const began = performance.now()
  const { DATABASE_URL: _, ...env } = process.env
  const child = spawn(process.execPath, [bin, 'up', '--port', String(chosen), '--data-dir', dataDir, ...flags], {
    env: { ...env, ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4000)
  })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${errors}`)
    if (performance.now() - began > 60_000) throw new Error(`the server did not answer: ${errors}`)
    await new Promise((done) => setTimeout(done, 20))
  }
  return {
    url,
    child,
    startMs: performance.now() - began,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Resident bytes of a process and all below it (Linux). */
export const treeMemory = (pid: number): number => {
  const children = new Map<number, number[]>()
  const resident = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const parent = Number(fields[1])
      children.set(parent, [...(children.get(parent) ?? []), Number(name)])
      resident.set(Number(name), Number(fields[21]) * 4096)
    } catch {
      // it ended meanwhile
    }
  }
  const sum = (of: number): number => (resident.get(of) ?? 0) + (children.get(of) ?? []).reduce((total, child) => total + sum(child), 0)
  return sum(pid)
}

/** Processor seconds a process has used (Linux, 100 ticks a second). */
export const processorSeconds = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
