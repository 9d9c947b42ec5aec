import { writeFileSync } from 'node:fs'

/** Llama's architecture in small, with random weights: a file of 600 KB that loads in milliseconds. */
const width = 64
const hidden = 128
const layers = 2
const heads = 4

/** What a chat looks like to it. */
const template =
  "{% for m in messages %}{{ m['role'] + ': ' + m['content'] + '\n' }}{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}"

const letters = [...'etaoinshrdlucmfwypvbgkjqxz']
const kinds = { unknown: 2, normal: 1, control: 3, byte: 6 }
const vocabulary = [
  { text: '<unk>', kind: kinds.unknown },
  { text: '<s>', kind: kinds.control },
  { text: '</s>', kind: kinds.control },
  ...Array.from({ length: 256 }, (_, byte) => ({ text: `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`, kind: kinds.byte })),
  ...[
    '▁',
    ...letters,
    ...letters.map((letter) => `▁${letter}`),
    ...letters.flatMap((first) => [...'aeioun'].map((next) => first + next)),
  ].map((text) => ({ text, kind: kinds.normal })),
]

/** Numbers from -1 to 1 that are the same in every run, after Tommy Ettinger's mulberry32. */
const createRandom = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2_147_483_648 - 1
  }
}

interface Tensor {
  name: string
  /** Length of a row, then how many there are; one number for a vector. */
  shape: readonly number[]
  values: Float32Array
}

/**
 * The first number of every token's vector is constant, and no layer changes it: the output weighs it against all tokens but letters, so that
 * the model writes letters for ever and never ends by itself.
 */
const constant = 4
const never = -10

const tensorsOf = (): Tensor[] => {
  const random = createRandom(20)
  const matrix = (name: string, columns: number, rows: number, scale: number, firstOfRow?: (row: number) => number): Tensor => {
    const values = Float32Array.from({ length: columns * rows }, () => random() * scale)
    if (firstOfRow !== undefined) for (let row = 0; row < rows; row += 1) values[row * columns] = firstOfRow(row)
    return { name, shape: [columns, rows], values }
  }
  /** A matrix whose first row is nothing: what it adds leaves the constant alone. */
  const closed = (name: string, columns: number): Tensor => {
    const made = matrix(name, columns, width, 0.3)
    made.values.fill(0, 0, columns)
    return made
  }
  const ones = (name: string): Tensor => ({ name, shape: [width], values: new Float32Array(width).fill(1) })
  const output = matrix('output.weight', width, vocabulary.length, 0.6, () => 0)
  vocabulary.forEach(({ kind }, token) => {
    if (kind !== kinds.normal) output.values[token * width] = never
  })
  const layer = (at: number): Tensor[] => [
    ones(`blk.${at}.attn_norm.weight`),
    matrix(`blk.${at}.attn_q.weight`, width, width, 0.3),
    matrix(`blk.${at}.attn_k.weight`, width, width, 0.3),
    matrix(`blk.${at}.attn_v.weight`, width, width, 0.3),
    closed(`blk.${at}.attn_output.weight`, width),
    ones(`blk.${at}.ffn_norm.weight`),
    matrix(`blk.${at}.ffn_gate.weight`, width, hidden, 0.3),
    matrix(`blk.${at}.ffn_up.weight`, width, hidden, 0.3),
    closed(`blk.${at}.ffn_down.weight`, hidden),
  ]
  return [
    matrix('token_embd.weight', width, vocabulary.length, 1, () => constant),
    ...Array.from({ length: layers }, (_, at) => layer(at)).flat(),
    ones('output_norm.weight'),
    output,
  ]
}

/** Pieces of a file, little-endian: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
const u64 = (value: number) => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}
const f32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return bytes
}
const string = (text: string) => {
  const bytes = Buffer.from(text)
  return Buffer.concat([u64(bytes.length), bytes])
}
const types = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, list: 9 }
const entry = (key: string, type: number, ...value: Buffer[]) => Buffer.concat([string(key), u32(type), ...value])
const list = (key: string, type: number, values: readonly Buffer[]) => entry(key, types.list, u32(type), u64(values.length), ...values)

const metadataOf = (contextSize: number): Buffer[] => [
  entry('general.architecture', types.string, string('llama')),
  entry('general.name', types.string, string('tiny')),
  entry('general.file_type', types.u32, u32(0)),
  entry('llama.context_length', types.u32, u32(contextSize)),
  entry('llama.embedding_length', types.u32, u32(width)),
  entry('llama.block_count', types.u32, u32(layers)),
  entry('llama.feed_forward_length', types.u32, u32(hidden)),
  entry('llama.attention.head_count', types.u32, u32(heads)),
  entry('llama.attention.head_count_kv', types.u32, u32(heads)),
  entry('llama.attention.layer_norm_rms_epsilon', types.f32, f32(1e-5)),
  entry('llama.rope.dimension_count', types.u32, u32(width / heads)),
  entry('llama.vocab_size', types.u32, u32(vocabulary.length)),
  entry('tokenizer.ggml.model', types.string, string('llama')),
  list(
    'tokenizer.ggml.tokens',
    types.string,
    vocabulary.map(({ text }) => string(text)),
  ),
  list(
    'tokenizer.ggml.scores',
    types.f32,
    vocabulary.map((_, at) => f32(-at)),
  ),
  list(
    'tokenizer.ggml.token_type',
    types.i32,
    vocabulary.map(({ kind }) => u32(kind)),
  ),
  entry('tokenizer.ggml.unknown_token_id', types.u32, u32(0)),
  entry('tokenizer.ggml.bos_token_id', types.u32, u32(1)),
  entry('tokenizer.ggml.eos_token_id', types.u32, u32(2)),
  entry('tokenizer.ggml.add_bos_token', types.bool, Buffer.from([1])),
]

const alignment = 32
const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((alignment - (bytes.length % alignment)) % alignment)])

/** Writes the model, byte for byte the same each time; `chat`: with a chat template. */
export const writeTinyModel = (path: string, { contextSize = 2_048, chat = true } = {}): void => {
  const metadata = [...metadataOf(contextSize), ...(chat ? [entry('tokenizer.chat_template', types.string, string(template))] : [])]
  const tensors = tensorsOf().map((tensor) => ({ ...tensor, data: padded(Buffer.from(tensor.values.buffer)) }))
  let offset = 0
  const infos = tensors.map(({ name, shape, data }) => {
    const info = Buffer.concat([string(name), u32(shape.length), ...shape.map(u64), u32(0), u64(offset)])
    offset += data.length
    return info
  })
  const head = Buffer.concat([Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(metadata.length), ...metadata, ...infos])
  writeFileSync(path, Buffer.concat([padded(head), ...tensors.map(({ data }) => data)]))
}
