import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'

const page = new URL('../dist/page', import.meta.url).pathname
const files = readdirSync(page, { recursive: true, encoding: 'utf8' })
const text = (name: string) => readFileSync(join(page, name), 'utf8')

describe('the built page', () => {
  it('sends at most 120 KB of script, compressed', () => {
    const scripts = files.filter((name) => name.endsWith('.js'))
    expect(scripts.length).toBeGreaterThan(0)
    expect(scripts.reduce((sum, name) => sum + gzipSync(text(name)).length, 0)).toBeLessThan(120_000)
  })
  it('keeps to a policy without inline code, and opens from a file', () => {
    const html = text('index.html')
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:/i)
    expect(html).not.toMatch(/type="module"|crossorigin|(?:src|href)="\//)
  })
  it('asks no other host for anything', () => {
    for (const name of files.filter((file) => file.endsWith('.css') || file.endsWith('.html')))
      expect(text(name)).not.toMatch(/(?:src|href)="https?:|url\(["']?(?:https?:)?\/\//)
  })
})
