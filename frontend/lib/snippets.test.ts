import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { firstCurl, importCommand, recordCurl } from './snippets.ts'

/** What a shell makes of a command's arguments. */
const argumentsOf = (command: string): string[] =>
  execFileSync('sh', ['-c', `curl() { for word in "$@"; do printf '%s\\n' "$word"; done; }\nAICWD_KEY=aicwd_x\n${command}`], {
    encoding: 'utf8',
  })
    .trimEnd()
    .split('\n')

describe('commands to paste', () => {
  it('are one call for a shell, with a body that is JSON', () => {
    const words = argumentsOf(firstCurl('http://127.0.0.1:3210', false))
    expect(words[0]).toBe('http://127.0.0.1:3210/api/metrics/ingest')
    expect(JSON.parse(words.at(-1) ?? '')).toMatchObject({ model: 'gpt-4o-mini' })
    expect(words.join(' ')).not.toContain('Authorization')
  })
  it('carry the key only where one is needed, by its variable', () => {
    expect(firstCurl('http://x', true)).toContain('$AICWD_KEY')
    expect(argumentsOf(firstCurl('http://x', true))).toContain('Authorization: Bearer aicwd_x')
  })
  it('name this server, and the key where it wants one', () => {
    expect(importCommand('http://127.0.0.1:3211', false)).toBe('npx aicwd import answers.jsonl --url http://127.0.0.1:3211')
    expect(importCommand('http://x', true)).toMatch(/^AICWD_KEY="\$AICWD_KEY" npx aicwd import .* --url http:\/\/x$/)
  })
  it('quote an id that means something to a shell', () => {
    expect(argumentsOf(recordCurl('http://x', "a'; rm -rf $HOME", false))[0]).toBe("http://x/api/logs/a'%3B%20rm%20-rf%20%24HOME")
  })
})
