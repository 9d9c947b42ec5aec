import { describe, expect, it } from 'vitest'
import { segment } from './segment.ts'
import { styleFeatures, styleOf } from './style.ts'

const style = (text: string): Record<string, number> => {
  const values = styleOf(segment(text, 'response'))
  if (values === null) throw new Error('no style')
  return Object.fromEntries(styleFeatures.map((name, f) => [name, values[f] as number]))
}

const prose = 'The harbour was built of granite. Ships came in every week, and the town grew rich from them. Later the river silted up.'

describe('style', () => {
  it('is null without words', () => {
    expect(styleOf(segment('', 'response'))).toBeNull()
    expect(styleOf(segment('…!', 'response'))).toBeNull()
  })
  it.each([
    ['lists', '- granite\n- basalt\n- chalk'],
    ['headings', '# Granite\n\nA hard stone.\n\n# Chalk\n\nA soft stone.'],
    ['code', '```\nconst stone = 1\n```'],
    ['marks', '**Granite** — (hard!) — **chalk** — (soft!)'],
    ['hedges', 'It may perhaps seem likely that the stone could be granite.'],
    ['firstPerson', 'I think we should take my stone, and I will carry it myself.'],
  ])('sees %s', (feature, text) => {
    expect(style(text)[feature]).toBeGreaterThan(style(prose)[feature] as number)
  })
  it('sees long sentences and poor words', () => {
    expect(style(prose.replaceAll('. ', ' and ')).sentences).toBeGreaterThan(style(prose).sentences as number)
    expect(style('the stone is the stone and the stone is a stone '.repeat(5)).variety).toBeLessThan(style(prose).variety as number)
  })
  it('does not follow the length of the answer', () => {
    const long = style(`${prose}\n\n${prose}\n\n${prose}`)
    for (const [name, value] of Object.entries(style(prose))) expect(Math.abs((long[name] as number) - value)).toBeLessThan(80)
  })
  it('stays within 0 and 1,000', () => {
    for (const text of ['I may. '.repeat(1000), `${'#'.repeat(999)}\n# x`, '!'.repeat(5000) + ' x '.repeat(9)])
      for (const value of Object.values(style(text))) expect(value >= 0 && value <= 1000).toBe(true)
  })
})
