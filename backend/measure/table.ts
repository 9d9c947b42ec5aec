/** Numbers of a table that is used again. */
const longestKept = 1 << 16

/** Twice the keys at least, and each with its value. */
const sizeFor = (room: number): number => 2 << (32 - Math.clz32(Math.max(4, room * 2)))

/** A hash table of whole numbers of fixed room: several times as fast as a Map for the few hundred words of an answer. */
export class Table {
  /** Each key with its value behind it, so that a look touches one place of the memory. */
  #cells: Int32Array
  #mask: number

  /** `room`: the most keys it will hold. */
  constructor(room: number) {
    const size = sizeFor(room)
    this.#cells = new Int32Array(size)
    this.#mask = size - 2
  }

  /** Empties it for other keys, without a new one: for who needs it for a moment, text after text. What a long text needed is not kept. */
  clear(room: number): this {
    const size = sizeFor(room)
    if (size > this.#cells.length || this.#cells.length > longestKept) this.#cells = new Int32Array(size)
    else this.#cells.fill(0, 0, size)
    this.#mask = size - 2
    return this
  }

  /** Where a key stands or may stand; 0 marks a free place, so the key 0 goes by another name. */
  #placeOf(key: number): number {
    let at = (Math.imul(key ^ (key >>> 15), 0x2c1b3c6d) << 1) & this.#mask
    while (this.#cells[at] !== 0 && this.#cells[at] !== key) at = (at + 2) & this.#mask
    return at
  }

  /** The value of a key, 0 when there is none. */
  get(key: number): number {
    return this.#cells[this.#placeOf(key | 0 || 1) + 1] as number
  }

  /** Adds to the value of a key. */
  add(key: number, more: number): void {
    const own = key | 0 || 1
    const place = this.#placeOf(own)
    this.#cells[place] = own
    this.#cells[place + 1] = (this.#cells[place + 1] as number) + more
  }

  /** Sets a value and returns the one before, 0 when there was none. */
  put(key: number, value: number): number {
    const own = key | 0 || 1
    const place = this.#placeOf(own)
    const before = this.#cells[place + 1] as number
    this.#cells[place] = own
    this.#cells[place + 1] = value
    return before
  }
}
