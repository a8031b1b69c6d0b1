import { and, asc, eq, inArray } from 'drizzle-orm'
import { type ErasureGround, erasureRefusal } from '../../policy/privacy.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { LedgerError, NotFound, violation } from '../errors.ts'
import { newId } from '../id.ts'
import { type Erasure, erasurePlace, erasures } from '../ledgers/erasure.ts'
import { handoverDifferences } from '../ledgers/handover-difference.ts'
import { personnelFiles } from '../ledgers/personnel-file.ts'
import { openPetitionStatuses, petitions } from '../ledgers/petition.ts'
import { type Retiree, retireeById, retirees } from '../ledgers/retiree.ts'
import { within } from '../scope.ts'
import { storable } from '../storable.ts'
import type { Db, Tx } from '../store.ts'

/** The law, or the state of the request, forbids it; `message` says why. */
class ErasureRefused extends LedgerError {
  readonly code = 'erasure_refused'
}

/** How many matters of a person still ask for work. */
async function openMatters(db: Db, person: string): Promise<number> {
  const open = inArray(petitions.status, [...openPetitionStatuses])
  const petition = await db.$count(petitions, and(eq(petitions.retireeId, person), open))
  const t = handoverDifferences
  const difference = await db.$count(t, and(eq(t.retireeId, person), eq(t.status, 'open')))
  const f = personnelFiles
  const lent = await db.$count(f, and(eq(f.retireeId, person), eq(f.status, 'out')))
  return petition + difference + lent
}

async function refuseByLaw(tx: Tx, person: Retiree, ground: ErasureGround): Promise<void> {
  const { status, vital } = person
  const open = await openMatters(tx, person.id)
  const why = erasureRefusal({ ground, status, vital, open })
  if (why !== undefined) throw new ErasureRefused(why)
}

/** 申请删除: nothing goes before somebody else approves. @throws {NotFound} @throws {ErasureRefused} */
export async function askErasure(
  tx: Tx,
  retireeId: string,
  asked: { readonly ground: ErasureGround; readonly reason: string },
  actor: Actor,
  now: number,
): Promise<Erasure> {
  const person = await retireeById(tx, actor.scope, retireeId)
  await refuseByLaw(tx, person, asked.ground)
  const rowId = newId(now)
  try {
    const [row] = await tx
      .insert(erasures)
      .values({
        id: rowId,
        retireeId: person.id,
        stationId: person.stationId,
        ground: asked.ground,
        reason: tx.vault.seal(erasurePlace(rowId), storable(asked.reason.trim())),
        status: 'asked',
        askedBy: actor.kind === 'staff' ? actor.id : null,
        askedAt: now,
      })
      .returning()
    if (row === undefined) throw new Error('erasure was not inserted')
    const detail = { erasure: row.id, ground: row.ground }
    await audit(tx, actor, 'erasure.ask', `retirees:${person.id}`, now, detail)
    return row
  } catch (error) {
    if (violation(error) !== 'unique') throw error
    throw new ErasureRefused('这个人已有一份删除申请没有办完。')
  }
}

/**
 * 批准 or 不予删除, by the center and never by whoever asked. Approved, the service erases by itself.
 * @throws {NotFound} @throws {ErasureRefused}
 */
export async function decideErasure(
  tx: Tx,
  erasureId: string,
  to: 'approved' | 'refused',
  actor: Actor,
  now: number,
): Promise<Erasure> {
  const [asked] = await tx
    .select()
    .from(erasures)
    .where(and(eq(erasures.id, erasureId), within(erasures.stationId, actor.scope)))
  if (asked === undefined) throw new NotFound('删除申请')
  if (!actor.center) throw new ErasureRefused('删除由县退管中心批准。')
  if (asked.status !== 'asked') throw new ErasureRefused('这份申请已经办理过。')
  if (asked.askedBy === actor.id)
    throw new ErasureRefused('申请人不能批准自己的申请，请由另一人批准。')
  const [person] = await tx.select().from(retirees).where(eq(retirees.id, asked.retireeId))
  if (person === undefined) throw new NotFound('人员')
  // What was allowed when it was asked for may be forbidden by now.
  if (to === 'approved') await refuseByLaw(tx, person, asked.ground)
  const set = { status: to, decidedBy: actor.kind === 'staff' ? actor.id : null, decidedAt: now }
  await tx.update(erasures).set(set).where(eq(erasures.id, asked.id))
  const action = to === 'approved' ? 'erasure.approve' : 'erasure.refuse'
  await audit(tx, actor, action, `retirees:${asked.retireeId}`, now, { erasure: asked.id })
  return { ...asked, ...set }
}

/** Erasures that are approved and not done, the oldest first. */
export async function approvedErasures(db: Db): Promise<Erasure[]> {
  return db.select().from(erasures).where(eq(erasures.status, 'approved')).orderBy(asc(erasures.id))
}

/** Notes that a person's data is gone. */
export async function finishErasure(
  tx: Tx,
  { id: erasureId, retireeId }: Erasure,
  rowCount: number,
  now: number,
): Promise<void> {
  const set = { status: 'done' as const, doneAt: now, rowCount }
  await tx.update(erasures).set(set).where(eq(erasures.id, erasureId))
  const actor = { kind: 'system', id: 'erase-approved' } as const
  const detail = { erasure: erasureId, rows: rowCount }
  await audit(tx, actor, 'erasure.done', `retirees:${retireeId}`, now, detail)
}

/** Whom an erasure is about; the caller has checked who may. */
export async function erasureSubject(db: Db, erasureId: string): Promise<string | undefined> {
  const [row] = await db
    .select({ retireeId: erasures.retireeId })
    .from(erasures)
    .where(eq(erasures.id, erasureId))
  return row?.retireeId
}
