import { errorName } from '../db/errors.ts'
import { claimSlot, finishSlot, lastSlotOf } from '../db/messaging/job-run.ts'
import type { Store } from '../db/store.ts'
import { china } from '../policy/calendar.ts'
import { type Slot, slotsBetween } from './slots.ts'
import type { Job, JobFiles, Log } from './types.ts'

/** Runs what is due of one job: each slot once, whoever ticks. Slots beyond their window are recorded as missed, not dropped. */
export async function runDue(
  store: Store,
  job: Job,
  clock: () => number,
  log: Log,
  files?: JobFiles,
): Promise<void> {
  const now = clock()
  const last = await lastSlotOf(store.read, job.name)
  const since = last === undefined ? now - job.windowMs : china(last)
  const due = slotsBetween(job.schedule, since, now)
  // A job that never ran has missed nothing: it begins with its newest slot.
  for (const slot of last === undefined ? due.slice(-1) : due) {
    const late = now - slot.at > job.windowMs
    const status = late ? 'missed' : 'running'
    const mine = await store.tx((tx) => claimSlot(tx, job.name, slot.key, status, now))
    if (!mine) continue
    if (late) log('job-missed', { job: job.name, slot: slot.key })
    else await runSlot({ store, files }, job, slot, clock, log)
  }
}

async function runSlot(
  { store, files }: { readonly store: Store; readonly files: JobFiles | undefined },
  job: Job,
  slot: Slot,
  clock: () => number,
  log: Log,
): Promise<void> {
  const started = performance.now()
  let status: 'done' | 'failed' = 'done'
  let result: string
  let quiet = false
  try {
    const counts = await job.run({ store, tick: slot.at, ...(files && { files }) })
    result = JSON.stringify(counts)
    quiet = Object.values(counts).every((count) => count === 0)
  } catch (error) {
    status = 'failed'
    result = errorName(error)
  }
  const tookMs = Math.round(performance.now() - started)
  await store.tx((tx) => finishSlot(tx, job.name, slot.key, status, result, clock()))
  if (!quiet) log(`job-${status}`, { job: job.name, slot: slot.key, result, tookMs })
}
