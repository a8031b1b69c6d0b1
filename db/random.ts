import { randomBytes } from 'node:crypto'

const page = 4096
let pool = Buffer.alloc(0)
let drawn = 0

function draw(bytes: number): number {
  if (drawn + bytes > pool.length) {
    // A new page each time: what was drawn of the last one is still in use.
    pool = randomBytes(page)
    drawn = 0
  }
  drawn += bytes
  return drawn - bytes
}

/** One fresh random byte of the system, 0 to 255. */
export const randomByte = (): number => pool[draw(1)] ?? 0

/**
 * Fresh random bytes of the system, at most 4,096. They are drawn by the page: one call for each row id and each sealed
 * value costs more than the row.
 */
export function randomPart(bytes: number): Buffer {
  const from = draw(bytes)
  return pool.subarray(from, from + bytes)
}
