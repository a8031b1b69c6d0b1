import { randomFillSync } from 'node:crypto'

const pool = Buffer.alloc(4096)
let drawn = pool.length

function draw(bytes: number): number {
  if (drawn + bytes > pool.length) {
    randomFillSync(pool)
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
  return Buffer.from(pool.subarray(from, from + bytes))
}
