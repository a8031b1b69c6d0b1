import { randomFillSync } from 'node:crypto'
import { monotonicFactory } from 'ulid'

const pool = Buffer.alloc(1024)
let drawn = pool.length

/** Random bytes come from the system by the kilobyte: asking for each character costs more than inserting the row. */
function random(): number {
  if (drawn === pool.length) {
    randomFillSync(pool)
    drawn = 0
  }
  const byte = pool.readUInt8(drawn)
  drawn += 1
  return byte / 256
}

const next = monotonicFactory(random)

/** A new row id: ULID, ascending within this process even inside one millisecond. `now`: epoch milliseconds. */
export const newId = (now: number): string => next(now)
