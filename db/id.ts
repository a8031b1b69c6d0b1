import { monotonicFactory } from 'ulid'
import { randomByte } from './random.ts'

const next = monotonicFactory(() => randomByte() / 256)

/** A new row id: ULID, ascending within this process even inside one millisecond. `now`: epoch milliseconds. */
export const newId = (now: number): string => next(now)
