/** 128 bits of SHA-256 as hex: too many for two texts to meet. */
const hashOf = async (text: string): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest, 0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * Ids made of the content, for records that carry none: a file is imported once, however often it is read. The same content again in one
 * file is another record and gets the next number. What it remembers is one number a record, made of 52 bits of the hash.
 */
export const createIdentity = (format: string): ((content: unknown) => Promise<string>) => {
  const seen = new Map<number, number>()
  return async (content) => {
    const hash = await hashOf(JSON.stringify(content))
    const short = Number.parseInt(hash.slice(0, 13), 16)
    const before = seen.get(short) ?? 0
    seen.set(short, before + 1)
    return `${format}-${hash}${before === 0 ? '' : `-${before}`}`
  }
}
