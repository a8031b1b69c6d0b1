import { createHash } from 'node:crypto'
import { and, asc, desc, eq, isNull, lte } from 'drizzle-orm'
import type { Actor } from './actor.ts'
import { id, index, instant, int, table, text, unique } from './columns.ts'
import { newId } from './id.ts'
import type { Db, Tx } from './store.ts'

/** Who did what to which row. Written in the transaction it describes; triggers refuse update and delete. */
export const auditEntries = table(
  'audit_entries',
  {
    id: id().primaryKey(),
    at: instant().notNull(),
    actorKind: text().notNull(),
    actorId: text().notNull(),
    action: text().notNull(),
    /** `table:rowId`. */
    subject: text().notNull(),
    /** JSON with sorted keys: ids, codes and states only, never names or words of people. */
    detail: text().notNull(),
  },
  (t) => [
    index('audit_entries_by_time').on(t.at, t.id),
    index('audit_entries_by_subject').on(t.subject),
  ],
)

/** The chain over the entries, linked afterwards by one process so that writers do not wait for each other. */
export const auditLinks = table(
  'audit_links',
  {
    seq: int().primaryKey(),
    entryId: id()
      .notNull()
      .references(() => auditEntries.id),
    prevHash: text().notNull(),
    hash: text().notNull(),
  },
  (t) => [unique('audit_links_entry').on(t.entryId), unique('audit_links_prev').on(t.prevHash)],
)

/** Facts of an audit entry: ids, codes, states. */
export type AuditDetail = Readonly<Record<string, string | number | null>>

const sorted = (detail: AuditDetail) =>
  JSON.stringify(Object.fromEntries(Object.entries(detail).sort(([a], [b]) => (a < b ? -1 : 1))))

/** Writes one entry. */
export async function audit(
  tx: Tx,
  actor: Pick<Actor, 'kind' | 'id'>,
  action: string,
  subject: string,
  now: number,
  detail: AuditDetail = {},
): Promise<void> {
  await tx.insert(auditEntries).values({
    id: newId(now),
    at: now,
    actorKind: actor.kind,
    actorId: actor.id,
    action,
    subject,
    detail: sorted(detail),
  })
}

const genesis = '0'.repeat(64)

function linkHash(prevHash: string, entry: typeof auditEntries.$inferSelect): string {
  const { id: entryId, at, actorKind, actorId, action, subject, detail } = entry
  const body = JSON.stringify([entryId, at, actorKind, actorId, action, subject, detail])
  return createHash('sha256').update(`${prevHash}\n${body}`).digest('hex')
}

/** Links up to `limit` entries that are at least ten seconds old, so that late commits do not fall between. Returns how many. */
export async function linkAudit(tx: Tx, now: number, limit = 1000): Promise<number> {
  const [last] = await tx.select().from(auditLinks).orderBy(desc(auditLinks.seq)).limit(1)
  const entries = await tx
    .select({ entry: auditEntries })
    .from(auditEntries)
    .leftJoin(auditLinks, eq(auditLinks.entryId, auditEntries.id))
    .where(and(isNull(auditLinks.seq), lte(auditEntries.at, now - 10_000)))
    .orderBy(asc(auditEntries.at), asc(auditEntries.id))
    .limit(limit)
  let { seq, hash } = last ?? { seq: 0, hash: genesis }
  for (const { entry } of entries) {
    const prevHash = hash
    hash = linkHash(prevHash, entry)
    seq += 1
    await tx.insert(auditLinks).values({ seq, entryId: entry.id, prevHash, hash })
  }
  return entries.length
}

/** Walks the chain. Returns the first `seq` whose hash does not fit, or undefined when all fit. */
export async function firstBrokenLink(db: Db): Promise<number | undefined> {
  const rows = await db
    .select()
    .from(auditLinks)
    .innerJoin(auditEntries, eq(auditLinks.entryId, auditEntries.id))
    .orderBy(asc(auditLinks.seq))
  let prevHash = genesis
  let seq = 0
  for (const { audit_links: link, audit_entries: entry } of rows) {
    seq += 1
    const fits =
      link.seq === seq && link.prevHash === prevHash && link.hash === linkHash(prevHash, entry)
    if (!fits) return seq
    prevHash = link.hash
  }
  return undefined
}
