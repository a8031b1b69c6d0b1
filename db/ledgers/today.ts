import { and, asc, eq, gte, inArray, isNotNull, isNull, lte, sql } from 'drizzle-orm'
import { type DueSpan, dueSpan } from '../ledger-due.ts'
import { inbox } from '../messaging/inbox.ts'
import { channelNames } from '../messaging/message.ts'
import { outbox } from '../messaging/outbox.ts'
import { type Scope, within } from '../scope.ts'
import type { Db } from '../store.ts'
import { openPetitionStatuses, petitions } from './petition.ts'

/** Longest list of the day; the counts go on. */
const shownRows = 50

const count = sql`count(*)`.mapWith(Number)
const shown = {
  id: petitions.id,
  serialNo: petitions.serialNo,
  kind: petitions.kind,
  status: petitions.status,
  stationId: petitions.stationId,
  dueAt: petitions.dueAt,
}

const inSpan = ({ from, to }: DueSpan) =>
  and(
    from === undefined ? undefined : gte(petitions.dueAt, from),
    to === undefined ? undefined : lte(petitions.dueAt, to),
  )

/** Open petitions within the scope: all, overdue, due soon as the ledger filters them; the most pressing first. */
export async function pressingPetitions(db: Db, scope: Scope, now: number) {
  const open = and(
    inArray(petitions.status, [...openPetitionStatuses]),
    within(petitions.stationId, scope),
  )
  const soon = dueSpan('soon', now)
  const wheres = [open, and(open, inSpan(dueSpan('overdue', now))), and(open, inSpan(soon))]
  const [all, late, near] = await Promise.all(
    wheres.map((where) => db.select({ count }).from(petitions).where(where)),
  )
  const items = await db
    .select(shown)
    .from(petitions)
    .where(and(open, lte(petitions.dueAt, soon.to ?? now)))
    .orderBy(asc(petitions.dueAt), asc(petitions.id))
    .limit(shownRows)
  const number = (rows: typeof all) => rows?.[0]?.count ?? 0
  return { open: number(all), overdue: number(late), dueSoon: number(near), items }
}

/** Petitions whose station asked for an extension that the center has not decided yet. */
export async function askedExtensions(db: Db, scope: Scope) {
  return db
    .select({ ...shown, askedAt: petitions.extensionAskedAt })
    .from(petitions)
    .where(
      and(
        eq(petitions.status, 'accepted'),
        isNotNull(petitions.extensionAskedAt),
        isNull(petitions.extendedAt),
        within(petitions.stationId, scope),
      ),
    )
    .orderBy(asc(petitions.dueAt), asc(petitions.id))
    .limit(shownRows)
}

/** Messages that nobody could handle, county-wide. */
export async function failedMessages(db: Db): Promise<number> {
  const [row] = await db.select({ count }).from(inbox).where(eq(inbox.status, 'failed'))
  return row?.count ?? 0
}

/** Messages within the scope of which nobody knows whether they arrived. */
export async function uncertainMessages(db: Db, scope: Scope): Promise<number> {
  const [row] = await db
    .select({ count })
    .from(outbox)
    .where(
      and(
        // Naming the channels lets the index by channel and status serve.
        inArray(outbox.channel, [...channelNames]),
        eq(outbox.status, 'uncertain'),
        within(outbox.stationId, scope),
      ),
    )
  return row?.count ?? 0
}
