import { randomFillSync } from 'node:crypto'

const pool = Buffer.alloc(4096)
let drawn = pool.length

/**
 * Fresh random bytes of the system, at most 4,096. They are drawn by the page: one call for each row id and each sealed
 * value costs more than the row.
 */
export function randomPart(bytes: number): Buffer {
  if (drawn + bytes > pool.length) {
    randomFillSync(pool)
    drawn = 0
  }
  const part = Buffer.from(pool.subarray(drawn, drawn + bytes))
  drawn += bytes
  return part
}
