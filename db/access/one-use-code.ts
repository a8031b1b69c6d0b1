import { and, eq, gt, isNull } from 'drizzle-orm'
import { check, id, index, instant, oneOf, table, text, unique } from '../columns.ts'
import { newId } from '../id.ts'
import type { Db, Tx } from '../store.ts'

/** `setup`: makes the first administrator. `staff`: binds a staff member's chat account. */
export const codePurposes = ['setup', 'staff'] as const
/** One of `codePurposes`. */
export type CodePurpose = (typeof codePurposes)[number]

/** Codes that work once, until they expire; kept as blind index only. */
export const oneUseCodes = table(
  'one_use_codes',
  {
    id: id().primaryKey(),
    purpose: text().notNull().$type<CodePurpose>(),
    codeKey: text().notNull(),
    /** Staff id for `staff`. */
    subjectId: id(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
  },
  (t) => [
    unique('one_use_codes_key').on(t.codeKey),
    check('one_use_codes_purpose', oneOf(t.purpose, codePurposes)),
    index('one_use_codes_by_subject').on(t.purpose, t.subjectId),
  ],
)

const keyOf = (db: Db, code: string) => db.vault.blind('one_use_codes.code', code)

/** Stores a code that the caller made; earlier unused codes of the same purpose and subject stop working. */
export async function storeCode(
  tx: Tx,
  code: {
    readonly purpose: CodePurpose
    readonly code: string
    readonly subjectId?: string
    readonly ttlMs: number
  },
  now: number,
): Promise<void> {
  const { purpose, subjectId = null } = code
  const same = and(
    eq(oneUseCodes.purpose, purpose),
    isNull(oneUseCodes.usedAt),
    subjectId === null ? isNull(oneUseCodes.subjectId) : eq(oneUseCodes.subjectId, subjectId),
  )
  await tx.delete(oneUseCodes).where(same)
  await tx.insert(oneUseCodes).values({
    id: newId(now),
    purpose,
    codeKey: keyOf(tx, code.code),
    subjectId,
    createdAt: now,
    expiresAt: now + code.ttlMs,
  })
}

/** Uses a code up. Undefined when there is none, it was used, or its time is over; all look the same. */
export async function useCode(tx: Tx, purpose: CodePurpose, code: string, now: number) {
  const [row] = await tx
    .update(oneUseCodes)
    .set({ usedAt: now })
    .where(
      and(
        eq(oneUseCodes.purpose, purpose),
        eq(oneUseCodes.codeKey, keyOf(tx, code)),
        isNull(oneUseCodes.usedAt),
        gt(oneUseCodes.expiresAt, now),
      ),
    )
    .returning()
  return row
}
