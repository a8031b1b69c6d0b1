import { eq } from 'drizzle-orm'
import { instant, int, table, text } from '../columns.ts'
import type { Db, Tx } from '../store.ts'

/** How far each rule of deletion has come: everything up to `upTo` was looked at. */
export const retentionMarks = table('retention_marks', {
  rule: text().primaryKey(),
  /** Id of the last row that was emptied; empty where rows are removed and need no mark. */
  upTo: text().notNull(),
  /** Rows deleted or emptied so far. */
  rowCount: int().notNull(),
  /** When the rule last ran to its end. */
  ranAt: instant().notNull(),
})

/** How far a rule has come. */
export async function markOf(db: Db, rule: string) {
  const [row] = await db.select().from(retentionMarks).where(eq(retentionMarks.rule, rule))
  return row ?? { rule, upTo: '', rowCount: 0, ranAt: 0 }
}

/** Every rule that ever ran. */
export const allMarks = (db: Db) => db.select().from(retentionMarks)

/** Notes how far a rule has come, in the transaction that did it. */
export async function setMark(tx: Tx, mark: typeof retentionMarks.$inferInsert): Promise<void> {
  const { rule: _, ...set } = mark
  await tx
    .insert(retentionMarks)
    .values(mark)
    .onConflictDoUpdate({ target: retentionMarks.rule, set })
}
