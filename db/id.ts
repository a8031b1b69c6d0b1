import { monotonicFactory } from 'ulid'
import { randomPart } from './random.ts'

const next = monotonicFactory(() => randomPart(1).readUInt8() / 256)

/** A new row id: ULID, ascending within this process even inside one millisecond. `now`: epoch milliseconds. */
export const newId = (now: number): string => next(now)
