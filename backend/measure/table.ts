/** A hash table of whole numbers of fixed room: several times as fast as a Map for the few hundred words of an answer. */
export class Table {
  readonly #keys: Int32Array
  readonly #values: Int32Array
  readonly #mask: number

  /** `room`: the most keys it will hold. */
  constructor(room: number) {
    const size = 1 << (32 - Math.clz32(Math.max(4, room * 2)))
    this.#keys = new Int32Array(size)
    this.#values = new Int32Array(size)
    this.#mask = size - 1
  }

  /** The slot of a key, taken or free; 0 marks a free one, so the key 0 goes by another name. */
  #slot(key: number): number {
    let at = Math.imul(key ^ (key >>> 15), 0x2c1b3c6d) & this.#mask
    while (this.#keys[at] !== 0 && this.#keys[at] !== key) at = (at + 1) & this.#mask
    return at
  }

  /** The value of a key, 0 when there is none. */
  get(key: number): number {
    return this.#values[this.#slot(key | 0 || 1)] as number
  }

  /** Sets a value and returns the one before, 0 when there was none. */
  put(key: number, value: number): number {
    const own = key | 0 || 1
    const slot = this.#slot(own)
    const before = this.#values[slot] as number
    this.#keys[slot] = own
    this.#values[slot] = value
    return before
  }
}
