const swapped: Record<string, string> = { a: '4', e: '3', i: '1', o: '0', s: '5', t: '7' }
export const leet = (text: string): string => text.replace(/[aeiost]/gi, (letter) => swapped[letter.toLowerCase()] as string)

export const rot13 = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) => {
    const first = letter < 'a' ? 65 : 97
    return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first)
  })

/** Of its UTF-8. */
export const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

export const reverse = (text: string): string => [...text].reverse().join('')

export const spaced = (text: string): string => [...text].join(' ')

/** ASCII as the invisible tag characters of Unicode (U+E0020 to U+E007E). */
export const tags = (text: string): string =>
  [...text].map((char) => String.fromCodePoint(0xe0000 + Math.min(0x7e, char.charCodeAt(0)))).join('')

const alike: Record<string, string> = { a: 'а', c: 'с', e: 'е', i: 'і', o: 'о', p: 'р', s: 'ѕ', x: 'х', y: 'у' }
/** Letters that look the same, from the Cyrillic alphabet. */
export const homoglyphs = (text: string): string => text.replace(/[aceiopsxy]/g, (letter) => alike[letter] as string)

/** A text in `count` pieces of about the same length. */
export const parts = (text: string, count: number): string[] => {
  const size = Math.ceil(text.length / count)
  return Array.from({ length: count }, (_, at) => text.slice(at * size, (at + 1) * size))
}
