import cron from 'node-cron'
import { errorName } from '../db/errors.ts'
import { takeLease } from '../db/lease.ts'
import { freeBrokenSlots } from '../db/messaging/job-run.ts'
import type { Store } from '../db/store.ts'
import { jobs } from './index.ts'
import { type Loop, makeLoop } from './loop.ts'
import { runDue } from './run-job.ts'
import type { JobFiles, Log } from './types.ts'

const leaseMs = 90_000
const longMs = 10 * 60_000

/** What the scheduler needs. */
export interface SchedulerSettings {
  readonly store: Store
  readonly owner: string
  readonly now: () => number
  readonly log: Log
  readonly files?: JobFiles
}

/** Looks for due jobs every minute, in the one process that holds the lease. node-cron is only the tick. */
export function startScheduler({ store, owner, now, log, files }: SchedulerSettings): Loop {
  let led = false
  const loop = makeLoop(
    async () => {
      const leads = (await takeLease(store, 'scheduler', owner, leaseMs)) !== undefined
      if (leads && !led) await store.tx((tx) => freeBrokenSlots(tx))
      led = leads
      if (!leads) return
      for (const job of jobs) await runDue(store, job, now, log, files)
    },
    { idleMs: longMs },
    (error) => log('scheduler-failed', { error: errorName(error) }),
  )
  const tick = cron.schedule('* * * * *', () => loop.kick(), { timezone: 'Asia/Shanghai' })
  loop.kick()
  return {
    kick: loop.kick,
    async stop() {
      await tick.stop()
      await loop.stop()
    },
  }
}
