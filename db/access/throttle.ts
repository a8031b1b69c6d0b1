import { eq, lt, sql } from 'drizzle-orm'
import { index, instant, int, table, text } from '../columns.ts'
import type { Db, Tx } from '../store.ts'

/** Failed tries per key (login, address, chat account) and window; in the database, so that a restart forgets nothing. */
export const throttles = table(
  'throttles',
  {
    key: text().primaryKey(),
    failures: int().notNull(),
    windowEndsAt: instant().notNull(),
  },
  (t) => [index('throttles_by_end').on(t.windowEndsAt)],
)

/** How many tries a window allows. */
export interface Limit {
  readonly failures: number
  readonly windowMs: number
}

/** Until when a key has used up its tries, epoch milliseconds; undefined when it has some left. */
export async function throttledUntil(
  db: Db,
  key: string,
  limit: Limit,
  now: number,
): Promise<number | undefined> {
  const [row] = await db.select().from(throttles).where(eq(throttles.key, key))
  const used = row !== undefined && row.windowEndsAt > now && row.failures >= limit.failures
  return used ? row.windowEndsAt : undefined
}

/** Whether a key has used up its tries. */
export async function isThrottled(db: Db, key: string, limit: Limit, now: number) {
  return (await throttledUntil(db, key, limit, now)) !== undefined
}

/** Counts a failed try. */
export async function countFailure(tx: Tx, key: string, limit: Limit, now: number): Promise<void> {
  const open = sql`${throttles.windowEndsAt} > ${now}`
  const windowEndsAt = now + limit.windowMs
  await tx
    .insert(throttles)
    .values({ key, failures: 1, windowEndsAt })
    .onConflictDoUpdate({
      target: throttles.key,
      set: {
        failures: sql`case when ${open} then ${throttles.failures} + 1 else 1 end`,
        windowEndsAt: sql`case when ${open} then ${throttles.windowEndsAt} else ${windowEndsAt} end`,
      },
    })
}

/** Removes windows that are over. */
export async function sweepThrottles(tx: Tx, now: number): Promise<void> {
  await tx.delete(throttles).where(lt(throttles.windowEndsAt, now))
}

/** Takes one counted try back: it succeeded after all. */
export async function forgiveFailure(tx: Tx, key: string): Promise<void> {
  await tx
    .update(throttles)
    .set({
      failures: sql`case when ${throttles.failures} > 0 then ${throttles.failures} - 1 else 0 end`,
    })
    .where(eq(throttles.key, key))
}
