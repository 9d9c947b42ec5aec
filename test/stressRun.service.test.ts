import { describe, expect, it } from 'vitest'
import { startServer, temporaryFolder } from '../bench/server.ts'
import { smallModel, startRunner } from './runner.ts'

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

interface Results {
  summary: { attackSuccessRate: { n: number }; cells: { intensity: number; n: number; error: number; unscored: number }[] }
  findings: { id: string; response: string; verdict: string; reason: string; latencyMs: number | null; tokens: { output: number } }[]
}

describe('a stress test without any outside provider', () => {
  const model = smallModel()
  it(`has the model runner as attacker and target${'skipped' in model ? ' (the tiny model)' : ''}`, async () => {
    const runner = await startRunner('skipped' in model ? {} : { model: model.path })
    const folder = temporaryFolder()
    const before = process.env.DOCKER_MODEL_ENDPOINT
    process.env.DOCKER_MODEL_ENDPOINT = runner.url
    const server = await startServer(folder.path)
    try {
      const get = async <T>(path: string) => (await (await fetch(`${server.url}/api/red-team/${path}`)).json()) as T
      const { targets } = await get<{ targets: { id: string; available: boolean }[] }>('options')
      const target = targets.find(({ id, available }) => id.startsWith('runner:') && available)?.id
      expect(target).toBeDefined()
      const started = await fetch(`${server.url}/api/red-team/start`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ target, strategies: ['persona', 'canary-leak'], promptCount: 3, concurrency: 2, maxTokens: 32 }),
      })
      expect(started.status).toBe(202)
      const { runId } = (await started.json()) as { runId: string }
      let status = { status: 'queued', generator: '', processedPrompts: 0, totalPrompts: 0, spentUsd: 1 }
      for (let at = 0; at < 900 && ['queued', 'running'].includes(status.status); at++) {
        await pause(500)
        status = await get(`status?runId=${runId}`)
      }
      expect(status).toMatchObject({ status: 'completed', spentUsd: 0 })
      expect(status.generator).toMatch(/^runner:/)
      const { findings } = await get<Results>(`results?runId=${runId}`)
      expect(findings).toHaveLength(status.totalPrompts)
      for (const finding of findings.filter(({ verdict }) => verdict !== 'error')) {
        expect(finding.tokens.output).toBeGreaterThan(0)
        expect(finding.latencyMs).toBeGreaterThan(0)
      }
      expect(findings.some(({ verdict }) => verdict !== 'error')).toBe(true)
      const page = await (await fetch(`${server.url}/api/red-team/results?runId=${runId}&format=html`)).text()
      expect(page).toContain('<svg')
      // Without the runner the templates stand alone, and the run says so.
      await runner.stop()
      await pause(3_500)
      const gone = await get<{ targets: { id: string; missing: string | null }[] }>('options')
      expect(gone.targets.find(({ id }) => id.startsWith('runner'))?.missing).toMatch(/npx aicwd runner/)
    } finally {
      if (before === undefined) delete process.env.DOCKER_MODEL_ENDPOINT
      else process.env.DOCKER_MODEL_ENDPOINT = before
      await server.stop()
      await runner.stop()
      folder.remove()
    }
  }, 600_000)
})
