import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../store.ts'
import { type Retiree, retirees } from './retiree.ts'

/** Whom a station has to check next. */
export interface NextCheck {
  /** Undefined when nobody is left, or nobody after the one skipped. */
  readonly person: Retiree | undefined
  /** How many of the station's list are not checked yet. */
  readonly left: number
}

/**
 * 核对名单: the next person of a station's list who is not checked, patch by patch; `after`: the one who was skipped.
 * The caller has checked that the station is the reader's. Source: 办法 第七条（一）.
 */
export async function nextToCheck(
  db: Db,
  stationId: string,
  after?: Pick<Retiree, 'id' | 'patch'>,
): Promise<NextCheck> {
  const open = and(
    eq(retirees.stationId, stationId),
    inArray(retirees.status, ['incoming', 'managed']),
    eq(retirees.checkResult, 'unchecked'),
    eq(retirees.vital, 'living'),
  )
  const beyond: SQL | undefined =
    after && sql`(${retirees.patch}, ${retirees.id}) > (${after.patch}, ${after.id})`
  const [person] = await db
    .select()
    .from(retirees)
    .where(and(open, beyond))
    .orderBy(asc(retirees.patch), asc(retirees.id))
    .limit(1)
  return { person, left: await db.$count(retirees, open) }
}
