import { and, eq, inArray } from 'drizzle-orm'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { NotFound } from '../errors.ts'
import { covers, within } from '../scope.ts'
import type { Tx } from '../store.ts'
import { openPetitionStatuses, petitions } from './petition.ts'
import { retirees } from './retiree.ts'
import { RetireeRefused } from './retiree-refusal.ts'
import { type Staff, staff } from './staff.ts'

async function colleague(tx: Tx, actor: Actor, staffId: string): Promise<Staff> {
  const [row] = await tx.select().from(staff).where(eq(staff.id, staffId))
  if (row === undefined || !(actor.center || covers(actor.scope, row.stationId ?? '')))
    throw new NotFound('工作人员')
  return row
}

/** Whether somebody works for people of a station: at it, or at the center. */
function refuseElsewhere(member: Staff, stationId: string | null): void {
  if (member.status !== 'active') throw new RetireeRefused(`${member.name}的账号已停用。`)
  if (member.stationId !== null && member.stationId !== stationId)
    throw new RetireeRefused(`${member.name}不在这个工作站。`)
}

/** 划分责任人: people of a station, or of one patch of it, get somebody who looks after them. Returns how many. */
export async function assignClerk(
  tx: Tx,
  to: { readonly stationId: string; readonly patch?: string | undefined; readonly staffId: string },
  actor: Actor,
  now: number,
): Promise<number> {
  if (!covers(actor.scope, to.stationId)) throw new NotFound('工作站')
  const member = await colleague(tx, actor, to.staffId)
  refuseElsewhere(member, to.stationId)
  const patch = to.patch === undefined ? undefined : eq(retirees.patch, to.patch)
  const rows = await tx
    .update(retirees)
    .set({ clerkId: member.id })
    .where(and(eq(retirees.stationId, to.stationId), patch))
    .returning({ id: retirees.id })
  await audit(tx, actor, 'staff.assign', `staff:${member.id}`, now, { people: rows.length })
  return rows.length
}

/** How much changed hands. */
export interface HandedOver {
  readonly people: number
  readonly petitions: number
}

/**
 * 工作交接: everything one worker looks after goes to another, in one act. Source: 办法 第六条.
 * @throws {NotFound} when one of them is out of reach. @throws {RetireeRefused} when the other cannot take it.
 */
export async function handOverWork(
  tx: Tx,
  fromId: string,
  toId: string,
  actor: Actor,
  now: number,
): Promise<HandedOver> {
  const from = await colleague(tx, actor, fromId)
  const to = await colleague(tx, actor, toId)
  if (from.id === to.id) throw new RetireeRefused('请选择另一位工作人员。')
  refuseElsewhere(to, from.stationId)
  const people = await tx
    .update(retirees)
    .set({ clerkId: to.id })
    .where(and(eq(retirees.clerkId, from.id), within(retirees.stationId, actor.scope)))
    .returning({ id: retirees.id })
  const open = inArray(petitions.status, [...openPetitionStatuses])
  const matters = await tx
    .update(petitions)
    .set({ handlerId: to.id })
    .where(and(eq(petitions.handlerId, from.id), open, within(petitions.stationId, actor.scope)))
    .returning({ id: petitions.id })
  const moved = { people: people.length, petitions: matters.length }
  await audit(tx, actor, 'staff.hand_over', `staff:${from.id}`, now, { to: to.id, ...moved })
  return moved
}
