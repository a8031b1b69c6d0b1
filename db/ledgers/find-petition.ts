import { and, asc, desc, eq, inArray, lte, or, sql } from 'drizzle-orm'
import { NotFound } from '../errors.ts'
import { type Scope, within } from '../scope.ts'
import type { Db } from '../store.ts'
import { openPetitionStatuses, type Petition, petitionPlace, petitions } from './petition.ts'

/** One petition within the scope. @throws {NotFound} */
export async function petitionById(db: Db, scope: Scope, petitionId: string): Promise<Petition> {
  const [row] = await db
    .select()
    .from(petitions)
    .where(and(eq(petitions.id, petitionId), within(petitions.stationId, scope)))
  if (row === undefined) throw new NotFound('来信来访')
  return row
}

/** One petition within the scope by its number. @throws {NotFound} */
export async function petitionBySerialNo(
  db: Db,
  scope: Scope,
  serialNo: string,
): Promise<Petition> {
  const [row] = await db
    .select()
    .from(petitions)
    .where(and(eq(petitions.serialNo, serialNo), within(petitions.stationId, scope)))
  if (row === undefined) throw new NotFound('来信来访')
  return row
}

/** What one chat account reported, newest first. */
export async function petitionsOfAccount(
  db: Db,
  accountId: string,
  limit: number,
): Promise<Petition[]> {
  return db
    .select()
    .from(petitions)
    .where(eq(petitions.accountId, accountId))
    .orderBy(desc(petitions.receivedAt), desc(petitions.id))
    .limit(limit)
}

/** What concerns these people, and what one chat account reported, newest first. The caller has checked who may. */
export async function petitionsAbout(
  db: Db,
  accountId: string,
  retireeIds: readonly string[],
  limit: number,
): Promise<Petition[]> {
  const own = eq(petitions.accountId, accountId)
  return db
    .select()
    .from(petitions)
    .where(retireeIds.length === 0 ? own : or(own, inArray(petitions.retireeId, [...retireeIds])))
    .orderBy(desc(petitions.receivedAt), desc(petitions.id))
    .limit(limit)
}

/** Open petitions within the scope, the next due first. */
export async function openPetitions(db: Db, scope: Scope, limit: number): Promise<Petition[]> {
  return db
    .select()
    .from(petitions)
    .where(
      and(inArray(petitions.status, [...openPetitionStatuses]), within(petitions.stationId, scope)),
    )
    .orderBy(asc(petitions.dueAt), asc(petitions.id))
    .limit(limit)
}

/** Open petitions due at or before `before`, the next due first, for reminders. `after`: the last of the page before. */
export async function petitionsDueBefore(
  db: Db,
  before: number,
  limit: number,
  after?: Pick<Petition, 'dueAt' | 'id'>,
) {
  const beyond = after && sql`(${petitions.dueAt}, ${petitions.id}) > (${after.dueAt}, ${after.id})`
  const open = inArray(petitions.status, [...openPetitionStatuses])
  return db
    .select()
    .from(petitions)
    .where(and(open, lte(petitions.dueAt, before), beyond))
    .orderBy(asc(petitions.dueAt), asc(petitions.id))
    .limit(limit)
}

/** The sealed words of a petition; null where there are none yet. */
export function petitionWords(db: Db, row: Petition) {
  const open = (column: 'phone' | 'content' | 'answer') => {
    const value = row[column]
    return value === null ? null : db.vault.open(petitionPlace(column, row.id), value)
  }
  return { phone: open('phone'), content: open('content') ?? '', answer: open('answer') }
}
