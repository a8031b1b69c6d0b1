import { and, eq, gt, lt, or, sql } from 'drizzle-orm'
import { id, index, instant, table, text } from '../columns.ts'
import { staff } from '../ledgers/staff.ts'
import { statement } from '../statement.ts'
import type { Db, Tx } from '../store.ts'

/** A session ends after this long without a request. */
export const sessionIdleMs = 30 * 60_000
/** A session ends at the latest after this. */
export const sessionMostMs = 12 * 3_600_000

/** Signed-in staff. The cookie holds a random id; here stands only its SHA-256. */
export const sessions = table(
  'sessions',
  {
    hash: text().primaryKey(),
    staffId: id()
      .notNull()
      .references(() => staff.id),
    csrf: text().notNull(),
    createdAt: instant().notNull(),
    seenAt: instant().notNull(),
    expiresAt: instant().notNull(),
  },
  (t) => [index('sessions_by_staff').on(t.staffId), index('sessions_by_end').on(t.expiresAt)],
)

/** Opens a session. */
export async function openSession(
  tx: Tx,
  session: { readonly hash: string; readonly staffId: string; readonly csrf: string },
  now: number,
): Promise<void> {
  const expiresAt = now + sessionMostMs
  await tx.insert(sessions).values({ ...session, createdAt: now, seenAt: now, expiresAt })
}

const selectLive = statement((db: Db, name) =>
  db
    .select({ session: sessions, staff })
    .from(sessions)
    .innerJoin(staff, eq(staff.id, sessions.staffId))
    .where(
      and(
        eq(sessions.hash, sql.placeholder('hash')),
        gt(sessions.expiresAt, sql.placeholder('now')),
        gt(sessions.seenAt, sql.placeholder('idleSince')),
        eq(staff.status, 'active'),
      ),
    )
    .prepare(name),
)

/** The live session behind a hash, with its active account. */
export async function findSession(db: Db, hash: string, now: number) {
  const [row] = await selectLive(db).execute({ hash, now, idleSince: now - sessionIdleMs })
  return row
}

/** Notes that a session is in use. */
export async function touchSession(tx: Tx, hash: string, now: number): Promise<void> {
  await tx.update(sessions).set({ seenAt: now }).where(eq(sessions.hash, hash))
}

/** Ends one session. */
export async function closeSession(tx: Tx, hash: string): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.hash, hash))
}

/** Ends every session of an account: at once when it is disabled or its password changes. */
export async function closeSessionsOf(tx: Tx, staffId: string): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.staffId, staffId))
}

/** Removes what has ended. */
export async function sweepSessions(tx: Tx, now: number): Promise<void> {
  await tx
    .delete(sessions)
    .where(or(lt(sessions.expiresAt, now), lt(sessions.seenAt, now - sessionIdleMs)))
}
