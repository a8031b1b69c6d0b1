import { and, eq, sql } from 'drizzle-orm'
import { databaseNow, instant, int, table, text } from './columns.ts'
import type { Store } from './store.ts'

/** Who leads in something, until when, by the database's clock. A lease only saves work; unique keys make things happen once. */
export const leases = table('leases', {
  name: text().primaryKey(),
  holder: text().notNull(),
  expiresAt: instant().notNull(),
  /** Grows with every new holder. */
  fence: int().notNull(),
})

/** Takes or renews a lease for `ttlMs`. Returns its fence, or undefined when somebody else holds it. */
export async function takeLease(
  store: Store,
  name: string,
  holder: string,
  ttlMs: number,
): Promise<number | undefined> {
  const expiresAt = sql`${databaseNow} + ${sql.raw(String(ttlMs))}`
  const mine = sql`${leases.holder} = ${holder}`
  const rows = await store.tx(
    (tx) =>
      tx
        .insert(leases)
        .values({ name, holder, expiresAt, fence: 1 })
        .onConflictDoUpdate({
          target: leases.name,
          set: {
            holder,
            expiresAt,
            fence: sql`case when ${mine} then ${leases.fence} else ${leases.fence} + 1 end`,
          },
          setWhere: sql`${mine} or ${leases.expiresAt} < ${databaseNow}`,
        })
        .returning({ fence: leases.fence }),
    'queue',
  )
  return rows[0]?.fence
}

/** Gives a lease back at a clean stop, so that another process need not wait for its end. The row stays, for its fence. */
export async function dropLease(store: Store, name: string, holder: string): Promise<void> {
  await store.tx(
    (tx) =>
      tx
        .update(leases)
        .set({ expiresAt: 0 })
        .where(and(eq(leases.name, name), eq(leases.holder, holder))),
    'queue',
  )
}
