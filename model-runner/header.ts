import { open } from 'node:fs/promises'

const headerBytes = 24
/** More than any model has: beyond it the file is something else, and whoever reads it on may never end. */
const mostEntries = 1_000_000n

/** Why a file is no GGUF file, by its first bytes; null when it may be one. Throws what the system says when it cannot be read. */
export const headerFault = async (path: string): Promise<string | null> => {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0)
    if (bytesRead < headerBytes || buffer.toString('latin1', 0, 4) !== 'GGUF') return 'it is no GGUF file'
    const version = buffer.readUInt32LE(4)
    if (version < 2 || version > 3) return `it is GGUF of a version that is not known (${version})`
    return buffer.readBigUInt64LE(8) > mostEntries || buffer.readBigUInt64LE(16) > mostEntries ? 'it is a damaged GGUF file' : null
  } finally {
    await file.close()
  }
}
