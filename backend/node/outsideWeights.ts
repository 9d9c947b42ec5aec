/** How an ONNX file begins to name a file of weights: the key of an entry and the tag of its value, whose length follows. */
const entry = Buffer.from('\n\u0008location\u0012')
/** Names are shorter: so much of a piece is looked through again with the next. */
const longest = 1_024

const namedIn = (piece: Buffer): string[] => {
  const names = []
  for (let at = piece.indexOf(entry); at !== -1; at = piece.indexOf(entry, at + 1)) {
    const [low = 0, high = 0] = piece.subarray(at + entry.length, at + entry.length + 2)
    const begin = at + entry.length + (low < 128 ? 1 : 2)
    const end = begin + (low < 128 ? low : (low & 127) + high * 128)
    if (end <= piece.length) names.push(piece.toString('utf8', begin, end))
  }
  return names
}

/** The files in which a model keeps weights outside its own, as it names them. It is given piece by piece, since it may be larger than a buffer. */
export const createOutsideWeights = () => {
  const names = new Set<string>()
  let rest = Buffer.alloc(0)
  return {
    names,
    read: (piece: Buffer): void => {
      const text = Buffer.concat([rest, piece])
      for (const name of namedIn(text)) names.add(name)
      rest = text.subarray(-longest)
    },
  }
}
