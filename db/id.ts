import { monotonicFactory } from 'ulid'

const next = monotonicFactory()

/** A new row id: ULID, ascending within this process even inside one millisecond. `now`: epoch milliseconds. */
export const newId = (now: number): string => next(now)
