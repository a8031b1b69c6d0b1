import { eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import { chinaDate } from '../../policy/calendar.ts'
import { dayValue } from '../columns.ts'
import type { Tx } from '../store.ts'
import { retirees } from './retiree.ts'
import { retireeStations } from './retiree-history.ts'
import { importedRetirees } from './retiree-import.ts'
import { indexNames } from './retiree-name.ts'
import { retireeIntake } from './retiree-parts.ts'

/** People whom an import brought: they came at the moment when it was confirmed, which an index knows. */
export const broughtBy = (importId: string, confirmedAt: number): SQL =>
  sql`(${eq(retirees.createdAt, confirmedAt)} and ${eq(retirees.importId, importId)})`

/**
 * Moves the staged people into the register, with their managing unit, 企业交人 and searchable names, in a few statements,
 * so that nobody waits long however many they are. Returns how many.
 */
export async function promote(tx: Tx, importId: string, now: number): Promise<number> {
  const s = importedRetirees
  const [ours, today] = [eq(s.importId, importId), chinaDate(now)]
  const { rowNo: _, ...listed } = getTableColumns(s)
  await tx.insert(retirees).select(
    tx
      .select({
        ...listed,
        vital: sql<'living'>`'living'`.as('vital'),
        clerkId: sql<null>`cast(null as text)`.as('clerk_id'),
        status: sql<'incoming'>`'incoming'`.as('status'),
        checkResult: sql<'unchecked'>`'unchecked'`.as('check_result'),
        meeting: sql<'unmet'>`'unmet'`.as('meeting'),
        createdAt: sql<number>`cast(${now} as bigint)`.as('created_at'),
      })
      .from(s)
      .where(ours),
  )
  await tx.insert(retireeStations).select(
    tx
      .select({
        id: s.id,
        retireeId: sql<string>`${s.id}`.as('retiree_id'),
        stationId: s.stationId,
        fromOn: dayValue(today).as('from_on'),
        toOn: dayValue(null).as('to_on'),
        reason: sql<string>`'批量接收'`.as('reason'),
      })
      .from(s)
      .where(ours),
  )
  await tx.insert(retireeIntake).select(
    tx
      .select({
        retireeId: s.id,
        step: sql<'handed_over'>`'handed_over'`.as('step'),
        doneOn: dayValue(today).as('done_on'),
        staffId: sql<null>`cast(null as text)`.as('staff_id'),
      })
      .from(s)
      .where(ours),
  )
  await indexNames(tx, broughtBy(importId, now))
  return tx.$count(s, ours)
}
