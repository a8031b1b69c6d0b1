import { and, desc, eq } from 'drizzle-orm'
import { check, id, index, instant, oneOf, table, text, unique } from '../columns.ts'
import { newId } from '../id.ts'
import type { Db, Tx } from '../store.ts'

/** What became of one slot of one job. `missed`: the service was down over its whole window. */
export const jobRunStatuses = ['running', 'done', 'failed', 'missed'] as const

/** One row per job and slot: what makes a slot run once, whoever ticks. */
export const jobRuns = table(
  'job_runs',
  {
    id: id().primaryKey(),
    job: text().notNull(),
    slot: text().notNull(),
    status: text().notNull().$type<(typeof jobRunStatuses)[number]>(),
    startedAt: instant().notNull(),
    finishedAt: instant(),
    /** Counts as JSON with sorted keys, or the error's name. */
    result: text(),
  },
  (t) => [
    unique('job_runs_slot').on(t.job, t.slot),
    check('job_runs_status', oneOf(t.status, jobRunStatuses)),
    index('job_runs_by_start').on(t.startedAt, t.id),
  ],
)

/** A row of `job_runs`. */
export type JobRun = typeof jobRuns.$inferSelect

/** Takes a slot. False when it was taken before. */
export async function claimSlot(
  tx: Tx,
  job: string,
  slot: string,
  status: 'running' | 'missed',
  now: number,
): Promise<boolean> {
  const rows = await tx
    .insert(jobRuns)
    .values({ id: newId(now), job, slot, status, startedAt: now })
    .onConflictDoNothing()
    .returning({ id: jobRuns.id })
  return rows.length === 1
}

/** Records how a slot ended. */
export async function finishSlot(
  tx: Tx,
  job: string,
  slot: string,
  status: 'done' | 'failed',
  result: string,
  now: number,
): Promise<void> {
  await tx
    .update(jobRuns)
    .set({ status, result, finishedAt: now })
    .where(and(eq(jobRuns.job, job), eq(jobRuns.slot, slot)))
}

/** Frees the slots that a dead process left `running`, so that they run again inside their window. */
export async function freeBrokenSlots(tx: Tx): Promise<number> {
  const rows = await tx
    .delete(jobRuns)
    .where(eq(jobRuns.status, 'running'))
    .returning({ id: jobRuns.id })
  return rows.length
}

/** The last runs, newest first. */
export async function lastRuns(db: Db, limit: number): Promise<JobRun[]> {
  return db.select().from(jobRuns).orderBy(desc(jobRuns.startedAt), desc(jobRuns.id)).limit(limit)
}

/** The newest slot of a job that was run or missed. */
export async function lastSlotOf(db: Db, job: string): Promise<string | undefined> {
  const [row] = await db
    .select({ slot: jobRuns.slot })
    .from(jobRuns)
    .where(eq(jobRuns.job, job))
    .orderBy(desc(jobRuns.slot))
    .limit(1)
  return row?.slot
}
