/** Numbers in [0, 1); the same seed gives the same ones. */
export type Random = () => number

/** mulberry32: small, fast and even enough for made-up data, not for secrets. */
export const seeded = (seed: number): Random => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T

/** A whole number from `least` to `most`. */
export const whole = (random: Random, least: number, most: number): number => least + Math.floor(random() * (most - least + 1))

/** A standard normal number (Box and Muller). */
export const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** Some of a list, at least `least`, in the order they stand there. */
export const some = <T>(random: Random, list: readonly T[], least: number): T[] => {
  const wanted = whole(random, least, list.length)
  let left = list.length
  let open = wanted
  return list.filter(() => {
    const taken = random() < open / left--
    if (taken) open--
    return taken
  })
}
