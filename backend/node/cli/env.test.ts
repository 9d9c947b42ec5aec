import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { loadConfig } from '../config.ts'

const lines = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8').split('\n')
const variables = lines.map((line) => /^(?:# )?([A-Z_]+)=(.*)$/.exec(line)).filter((match) => match !== null)

it('.env.example names every variable that works, and no other', () => {
  const strange = loadConfig({ flags: {}, env: { AICWD_STRANGE: '1' }, cwd: '/' })
  const known = strange.ok ? [] : (strange.message.split('there are ')[1] ?? '').split(', ')
  expect(variables.map(([, name]) => name).sort()).toEqual(known.sort())
})

it('.env.example can be used as it is, with every example switched on', () => {
  const env = Object.fromEntries(variables.map(([, name, value]) => [name, value]))
  expect(loadConfig({ flags: {}, env, cwd: '/' })).toMatchObject({
    ok: true,
    config: { port: 3210, host: '127.0.0.1', retentionDays: 30 },
    warnings: [],
  })
})
