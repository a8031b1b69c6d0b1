import { and, eq, gt, sql } from 'drizzle-orm'
import { id, index, instant, table, text, unique } from '../columns.ts'
import { newId } from '../id.ts'
import { staff } from '../ledgers/staff.ts'
import { statement } from '../statement.ts'
import type { Db, Tx } from '../store.ts'

/** Bearer tokens: act as their account, expire, and are kept only as SHA-256. */
export const apiTokens = table(
  'api_tokens',
  {
    id: id().primaryKey(),
    staffId: id()
      .notNull()
      .references(() => staff.id),
    hash: text().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
  },
  (t) => [unique('api_tokens_hash').on(t.hash), index('api_tokens_by_staff').on(t.staffId)],
)

/** Stores a token's hash for `days` days. */
export async function issueToken(
  tx: Tx,
  token: { readonly staffId: string; readonly hash: string; readonly days: number },
  now: number,
): Promise<void> {
  const { staffId, hash, days } = token
  const expiresAt = now + days * 86_400_000
  await tx.insert(apiTokens).values({ id: newId(now), staffId, hash, createdAt: now, expiresAt })
}

const selectByToken = statement((db: Db, name) =>
  db
    .select({ staff })
    .from(apiTokens)
    .innerJoin(staff, eq(staff.id, apiTokens.staffId))
    .where(
      and(
        eq(apiTokens.hash, sql.placeholder('hash')),
        gt(apiTokens.expiresAt, sql.placeholder('now')),
        eq(staff.status, 'active'),
      ),
    )
    .prepare(name),
)

/** The active account behind a token's hash. */
export async function staffByToken(db: Db, hash: string, now: number) {
  const [row] = await selectByToken(db).execute({ hash, now })
  return row?.staff
}

/** Ends every token of an account. */
export async function revokeTokensOf(tx: Tx, staffId: string): Promise<void> {
  await tx.delete(apiTokens).where(eq(apiTokens.staffId, staffId))
}
