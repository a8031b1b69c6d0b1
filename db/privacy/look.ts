import { and, asc, desc, eq, gt, gte, inArray, lte, or, type SQL, sql } from 'drizzle-orm'
import { china, endOfDay } from '../../policy/calendar.ts'
import type { Actor } from '../actor.ts'
import { audit, auditEntries } from '../audit.ts'
import { auditActionLabels } from '../audit-action.ts'
import { subjectNames } from '../audit-subject.ts'
import { readCursor, writeCursor } from '../ledger-cursor.ts'
import { namesOf } from '../ledger-names.ts'
import { petitions } from '../ledgers/petition.ts'
import type { Db, Store } from '../store.ts'

/** Acts by which somebody learns what is kept of a person. */
const lookActions = [
  'retiree.view',
  'retiree.reveal',
  'retiree.export',
  'petition.view',
  'ledger.export',
] as const

/** Looking at the same row again within this is the same look. Unit: ms. */
const sameLookMs = 3_600_000

/** Notes that a staff member saw a row, once an hour. `subject`: `table:rowId`. */
export async function noteLook(
  store: Store,
  actor: Actor,
  action: 'retiree.view' | 'petition.view',
  subject: string,
  now: number,
): Promise<void> {
  const t = auditEntries
  const same = and(
    eq(t.subject, subject),
    eq(t.actorId, actor.id),
    eq(t.action, action),
    gt(t.at, now - sameLookMs),
  )
  const [seen] = await store.read.select({ id: t.id }).from(t).where(same).limit(1)
  if (seen === undefined) await store.tx((tx) => audit(tx, actor, action, subject, now))
}

/** What narrows the report: a person, a staff member, China dates that are both included. */
export interface LookFilter {
  readonly retiree?: string | undefined
  readonly staff?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** One look: when, who, what they did, and at whom. */
export interface Look {
  readonly id: string
  readonly at: number
  readonly staffId: string
  readonly staffName: string
  readonly action: string
  readonly subject: string
  readonly subjectName: string
  /** Codes of the entry: the field, the reason. */
  readonly detail: string
}

function conditions({ retiree, staff, from, to }: LookFilter): (SQL | undefined)[] {
  const { subject, actorId, actorKind, action, at } = auditEntries
  const ofPetitions = sql`${subject} in (select 'petitions:' || ${petitions.id} from ${petitions} where ${petitions.retireeId} = ${retiree ?? ''})`
  return [
    eq(actorKind, 'staff'),
    inArray(action, [...lookActions]),
    retiree === undefined ? undefined : or(eq(subject, `retirees:${retiree}`), ofPetitions),
    staff === undefined ? undefined : eq(actorId, staff),
    from === undefined ? undefined : gte(at, china(from)),
    to === undefined ? undefined : lte(at, endOfDay(to)),
  ]
}

/**
 * 谁看过谁, newest first. `people`: whether the reader may know who is managed; others read the end of an id.
 * @throws {BadCursor}
 */
export async function looks(
  db: Db,
  filter: LookFilter,
  people: boolean,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ items: Look[]; nextCursor: string | null }> {
  const { at, id } = auditEntries
  const from = page.cursor === undefined ? undefined : readCursor(page.cursor, 'number')
  const beyond = from && sql`(${at}, ${id}) < (${from.at}, ${from.id})`
  const rows = await db
    .select()
    .from(auditEntries)
    .where(and(...conditions(filter), beyond))
    .orderBy(desc(at), desc(id))
    .limit(page.limit + 1)
  const shown = rows.slice(0, page.limit)
  const staff = await namesOf(
    db,
    'staff',
    shown.map((row) => row.actorId),
  )
  const named = await subjectNames(
    db,
    shown.map((row) => row.subject),
    people,
  )
  const labels: Readonly<Record<string, string>> = auditActionLabels
  const items = shown.map((row) => ({
    id: row.id,
    at: row.at,
    staffId: row.actorId,
    staffName: staff.get(row.actorId) ?? '',
    action: labels[row.action] ?? row.action,
    subject: row.subject,
    subjectName: named.get(row.subject) ?? '',
    detail: row.detail,
  }))
  const last = shown.at(-1)
  const more = rows.length > page.limit && last !== undefined
  return { items, nextCursor: more ? writeCursor({ at: last.at, id: last.id }) : null }
}

/** Every look of a report, page by page. */
export async function* allLooks(db: Db, filter: LookFilter, people: boolean) {
  let cursor: string | undefined
  do {
    const page = await looks(db, filter, people, { limit: 500, cursor })
    yield page.items
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

/** Who looked at a person, oldest first, for the copy that the person gets. */
export async function looksAt(db: Db, retireeId: string) {
  const { at, id, actorId, action } = auditEntries
  const rows = await db
    .select({ at, actorId, action })
    .from(auditEntries)
    .where(and(...conditions({ retiree: retireeId })))
    .orderBy(asc(at), asc(id))
  const staff = await namesOf(
    db,
    'staff',
    rows.map((row) => row.actorId),
  )
  const labels: Readonly<Record<string, string>> = auditActionLabels
  return rows.map((row) => ({
    at: row.at,
    staffName: staff.get(row.actorId) ?? '',
    action: labels[row.action] ?? row.action,
  }))
}
