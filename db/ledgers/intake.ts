import { asc, eq } from 'drizzle-orm'
import { chinaDate } from '../../policy/calendar.ts'
import {
  type IntakeStep,
  intakeSteps,
  type MeetingState,
  type MeetingStep,
  meetingSteps,
} from '../../policy/retiree.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import type { Db, Tx } from '../store.ts'
import { type Retiree, retireeById, retirees } from './retiree.ts'
import { retireeIntake, retireeMeetings } from './retiree-parts.ts'
import { RetireeRefused } from './retiree-refusal.ts'

const staffOf = (actor: Actor) => (actor.kind === 'staff' ? actor.id : null)

function refuseFuture(doneOn: string, now: number): void {
  if (doneOn > chinaDate(now)) throw new RetireeRefused('办理日期不能晚于今天。')
}

/**
 * 接收手续: one of 企业交人、缴费进站、完善手续 is done; with all three somebody is 在管. Source: 办法 第四条.
 * Marking a step again keeps its first date. @throws {NotFound} @throws {RetireeRefused}
 */
export async function markIntake(
  tx: Tx,
  retireeId: string,
  step: IntakeStep,
  doneOn: string,
  actor: Actor,
  now: number,
): Promise<Retiree> {
  const row = await retireeById(tx, actor.scope, retireeId)
  refuseFuture(doneOn, now)
  const done = { retireeId: row.id, step, doneOn, staffId: staffOf(actor) }
  await tx.insert(retireeIntake).values(done).onConflictDoNothing()
  await audit(tx, actor, 'retiree.intake', `retirees:${row.id}`, now, { step })
  const steps = await tx.select().from(retireeIntake).where(eq(retireeIntake.retireeId, row.id))
  const complete = steps.length === Object.keys(intakeSteps).length
  if (!complete || row.status !== 'incoming') return row
  await tx.update(retirees).set({ status: 'managed' }).where(eq(retirees.id, row.id))
  return { ...row, status: 'managed' }
}

/**
 * 逐一见面: steps of the checklist are done with somebody. Source: 办法 第七条（二）.
 * @throws {NotFound} @throws {RetireeRefused} without a meeting nothing else can be done.
 */
export async function markMeeting(
  tx: Tx,
  retireeId: string,
  steps: readonly MeetingStep[],
  doneOn: string,
  actor: Actor,
  now: number,
): Promise<Retiree> {
  const row = await retireeById(tx, actor.scope, retireeId)
  refuseFuture(doneOn, now)
  const rows = steps.map((step) => ({ retireeId: row.id, step, doneOn, staffId: staffOf(actor) }))
  if (rows.length > 0) await tx.insert(retireeMeetings).values(rows).onConflictDoNothing()
  const done = await tx.select().from(retireeMeetings).where(eq(retireeMeetings.retireeId, row.id))
  if (!done.some(({ step }) => step === 'met')) throw new RetireeRefused('请先登记已见面。')
  const all = done.length === Object.keys(meetingSteps).length
  const meeting: MeetingState = all ? 'done' : 'begun'
  await tx.update(retirees).set({ meeting }).where(eq(retirees.id, row.id))
  await audit(tx, actor, 'retiree.meeting', `retirees:${row.id}`, now, { steps: steps.join(',') })
  return { ...row, meeting }
}

/** Both checklists of a person with days; a step that is not done has null. The caller has checked who may. */
export async function checklistsOf(db: Db, retireeId: string) {
  const intake = await db
    .select()
    .from(retireeIntake)
    .where(eq(retireeIntake.retireeId, retireeId))
    .orderBy(asc(retireeIntake.doneOn))
  const meetings = await db
    .select()
    .from(retireeMeetings)
    .where(eq(retireeMeetings.retireeId, retireeId))
    .orderBy(asc(retireeMeetings.doneOn))
  const listed = (
    labels: Readonly<Record<string, string>>,
    rows: typeof intake | typeof meetings,
  ) =>
    Object.entries(labels).map(([step, label]) => ({
      step,
      label,
      doneOn: rows.find((row) => row.step === step)?.doneOn ?? null,
    }))
  return { intake: listed(intakeSteps, intake), meetingSteps: listed(meetingSteps, meetings) }
}
