import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { supervise } from './modelRunner.ts'

const setup = () => {
  const children: (EventEmitter & { kill(signal: NodeJS.Signals): boolean; signals: string[] })[] = []
  const told: string[] = []
  const start = () => {
    const signals: string[] = []
    const child = Object.assign(new EventEmitter(), {
      signals,
      kill: (signal: string) => {
        signals.push(signal)
        setTimeout(() => child.emit('exit', 0), 5)
        return true
      },
    })
    children.push(child)
    return child
  }
  return { children, told, runner: supervise(start, (line) => told.push(line), 10) }
}
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

describe('a model runner beside the server', () => {
  it('is started again when it dies, later each time', async () => {
    const { children, told, runner } = setup()
    children[0]?.emit('exit', null)
    expect(children).toHaveLength(1)
    await pause(40)
    expect(children).toHaveLength(2)
    children[1]?.emit('exit', 134)
    await pause(12)
    expect(children).toHaveLength(2)
    await pause(60)
    expect(children).toHaveLength(3)
    expect(told).toEqual([expect.stringContaining('killed'), expect.stringContaining('134')])
    await runner.stop()
  })
  it('is not started again when it said that it cannot start', async () => {
    const { children, told, runner } = setup()
    children[0]?.emit('exit', 2)
    await pause(40)
    expect(children).toHaveLength(1)
    expect(told).toHaveLength(1)
    await runner.stop()
  })
  it('is told to stop, and waited for', async () => {
    const { children, told, runner } = setup()
    let ended = false
    children[0]?.once('exit', () => {
      ended = true
    })
    await runner.stop()
    expect([children[0]?.signals, ended, told]).toEqual([['SIGTERM'], true, []])
    await pause(30)
    expect(children).toHaveLength(1)
  })
})
