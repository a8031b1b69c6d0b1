import { createHash } from 'node:crypto'
import { and, asc, desc, eq, gt, isNull, lte } from 'drizzle-orm'
import type { Actor } from './actor.ts'
import { type AuditAction, auditActionLabels } from './audit-action.ts'
import { id, index, instant, int, table, text, unique } from './columns.ts'
import { insertion } from './command.ts'
import { newId } from './id.ts'
import { ledger } from './ledger.ts'
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

/** 操作记录: who did what to which row, in ids and codes. */
export const auditLedger = ledger(auditEntries, {
  name: 'audit-entries',
  title: '操作记录',
  tableName: 'audit_entries',
  readers: ['auditor', 'center_supervisor'],
  orderBy: auditEntries.at,
  status: auditEntries.action,
  search: [auditEntries.subject, auditEntries.actorId],
  fields: {
    at: { label: '时间', kind: 'instant', width: 17 },
    actorKind: {
      label: '操作者类别',
      kind: 'choice',
      choices: { staff: '工作人员', person: '群众', system: '系统' },
      width: 10,
    },
    actorId: { label: '操作者', names: 'staff', width: 28 },
    action: { label: '操作', kind: 'choice', choices: auditActionLabels, width: 20 },
    subject: { label: '对象', names: 'subjects', width: 30 },
    detail: { label: '说明', kind: 'longText', width: 40 },
  },
})

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

/** With its names in order: the same facts are the same text. */
const sorted = (detail: AuditDetail) => JSON.stringify(detail, Object.keys(detail).sort())

const insertEntry = insertion(auditEntries)

/** Writes one entry. */
export async function audit(
  tx: Tx,
  actor: Pick<Actor, 'kind' | 'id'>,
  action: AuditAction,
  subject: string,
  now: number,
  detail: AuditDetail = {},
): Promise<void> {
  await insertEntry(tx, {
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
  const links = entries.map(({ entry }) => {
    const prevHash = hash
    hash = linkHash(prevHash, entry)
    seq += 1
    return { seq, entryId: entry.id, prevHash, hash }
  })
  for (let at = 0; at < links.length; at += 100) {
    await tx.insert(auditLinks).values(links.slice(at, at + 100))
  }
  return links.length
}

/** Walks the chain. Returns the first `seq` whose hash does not fit or whose entry is gone, or undefined when all fit. */
export async function firstBrokenLink(db: Db): Promise<number | undefined> {
  let prevHash = genesis
  let seq = 0
  for (;;) {
    const page = await db
      .select()
      .from(auditLinks)
      .leftJoin(auditEntries, eq(auditLinks.entryId, auditEntries.id))
      .where(gt(auditLinks.seq, seq))
      .orderBy(asc(auditLinks.seq))
      .limit(1000)
    if (page.length === 0) return undefined
    for (const { audit_links: link, audit_entries: entry } of page) {
      seq += 1
      const hash = entry === null ? undefined : linkHash(prevHash, entry)
      if (link.seq !== seq || link.prevHash !== prevHash || link.hash !== hash) return seq
      prevHash = link.hash
    }
  }
}
