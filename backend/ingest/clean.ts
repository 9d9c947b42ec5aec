const deepest = 64

export type Cleaned = { ok: true; value: unknown; repaired: boolean } | { ok: false }

/** A text PostgreSQL and the web can hold: lone surrogates and NUL become U+FFFD. */
export const cleanText = (text: string): string => {
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  return whole.includes('\0') ? whole.replaceAll('\0', '\uFFFD') : whole
}

/** Cleans every text of a JSON value; what needs nothing is not copied. Fails on a nest too deep to be a log. */
export const clean = (value: unknown, depth = 0): Cleaned => {
  if (typeof value === 'string') {
    const text = cleanText(value)
    return { ok: true, value: text, repaired: text !== value }
  }
  if (typeof value !== 'object' || value === null) return { ok: true, value, repaired: false }
  if (depth === deepest) return { ok: false }
  let repaired = false
  const entries: [string, unknown][] = []
  for (const [key, inner] of Object.entries(value)) {
    const name = cleanText(key)
    const cleaned = clean(inner, depth + 1)
    if (!cleaned.ok) return cleaned
    repaired ||= cleaned.repaired || name !== key
    entries.push([name, cleaned.value])
  }
  if (!repaired) return { ok: true, value, repaired }
  return { ok: true, value: Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries), repaired }
}
