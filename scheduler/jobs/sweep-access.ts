import { sweepSessions } from '../../db/access/session.ts'
import { sweepThrottles } from '../../db/access/throttle.ts'
import type { Job } from '../types.ts'

/** Removes sessions and counters whose time is over, every hour. */
export const sweepAccess: Job = {
  name: 'sweep-access',
  schedule: { everyMinutes: 60 },
  windowMs: 3_600_000,
  async run({ store, tick }) {
    await store.tx(async (tx) => {
      await sweepSessions(tx, tick)
      await sweepThrottles(tx, tick)
    })
    return {}
  },
}
