import { and, asc, desc, eq, gte, lt, lte, ne, or, type SQLWrapper, sql } from 'drizzle-orm'
import { china, chinaDate } from '../../policy/calendar.ts'
import {
  check,
  foreignKey,
  id,
  index,
  instant,
  int,
  oneOf,
  sealed,
  table,
  text,
  unique,
  uniqueIndex,
} from '../columns.ts'
import { retirees } from '../ledgers/retiree.ts'
import { stations } from '../ledgers/station.ts'
import { fixedLimit, statement } from '../statement.ts'
import type { Db } from '../store.ts'
import { channelAccounts } from './channel-account.ts'
import { inbox } from './inbox.ts'
import { type ChannelName, channelNames, type OutgoingContent } from './message.ts'
import {
  type OutboxKind,
  type OutboxStatus,
  outboxKinds,
  outboxStatuses,
  waitingStatuses,
} from './outbox-state.ts'

/** 0: urgent (replies, answers, alarms). 1: bulk. */
export type Lane = 0 | 1

type StatusOf = { readonly status: SQLWrapper }

/** Waits to be claimed. Literals, here and in the two below, so that the engines see that a partial index serves. */
export const waits = ({ status }: StatusOf) => oneOf(status, waitingStatuses)
const isSending = ({ status }: StatusOf) => sql`${status} = 'sending'`
/** Neither sent nor given up. */
export const onItsWay = ({ status }: StatusOf) => oneOf(status, [...waitingStatuses, 'sending'])

/** Everything said to anybody, from before it is sent until its end is known. */
export const outbox = table(
  'outbox',
  {
    id: id().primaryKey(),
    kind: text().notNull().$type<OutboxKind>(),
    lane: int().notNull().$type<Lane>(),
    channel: text().notNull().$type<ChannelName>(),
    peerId: text().notNull(),
    accountId: id()
      .notNull()
      .references(() => channelAccounts.id),
    /** Whose matter it is; set for what only this person may get. */
    retireeId: id(),
    /** `living` while a reminder or greeting waits, so that the database itself refuses one to the deceased. */
    mustBe: text().$type<'living'>(),
    stationId: id().references(() => stations.id),
    /** The message it answers; with `part`, unique: one reply per message. */
    inboxId: id().references(() => inbox.id),
    part: int().notNull(),
    /** Unique key of words that must be said once: campaign and person, petition and event. */
    dedupeKey: text(),
    /** `OutgoingContent` as JSON. */
    body: sealed().notNull(),
    status: text().notNull().$type<OutboxStatus>(),
    attempts: int().notNull(),
    copies: int().notNull(),
    dueAt: instant().notNull(),
    /** Not sent after this. */
    expiresAt: instant().notNull(),
    leaseOwner: text(),
    leaseUntil: instant().notNull(),
    remoteId: text(),
    error: text(),
    createdAt: instant().notNull(),
    /** When the platform took it. */
    acceptedAt: instant(),
  },
  (t) => [
    check('outbox_kind', oneOf(t.kind, outboxKinds)),
    check('outbox_status', oneOf(t.status, outboxStatuses)),
    check('outbox_channel', oneOf(t.channel, channelNames)),
    check(
      'outbox_living',
      sql`${t.kind} not in ('greeting', 'reminder') or ${t.status} not in ('queued', 'retry_wait') or ${t.retireeId} is null or ${t.mustBe} is not null`,
    ),
    foreignKey({
      name: 'outbox_must_be',
      columns: [t.retireeId, t.mustBe],
      foreignColumns: [retirees.id, retirees.vital],
    }),
    unique('outbox_reply').on(t.inboxId, t.part),
    uniqueIndex('outbox_dedupe').on(t.dedupeKey).where(sql`${t.dedupeKey} is not null`),
    // Every message passes through these while it is on its way; the finished ones, soon millions, are not in them.
    index('outbox_due').on(t.channel, t.lane, t.dueAt, t.id).where(waits(t)),
    index('outbox_sending').on(t.channel, t.id).where(isSending(t)),
    index('outbox_before').on(t.accountId, t.lane, t.id).where(onItsWay(t)),
    index('outbox_by_account').on(t.accountId, t.id),
    index('outbox_by_station')
      .on(t.stationId, t.createdAt, t.id)
      .where(sql`${t.stationId} is not null`),
    index('outbox_by_retiree').on(t.retireeId).where(sql`${t.retireeId} is not null`),
    index('outbox_by_time').on(t.createdAt, t.id),
    index('outbox_bulk').on(t.channel, t.acceptedAt).where(sql`${t.lane} = 1`),
  ],
)

/** A row of `outbox`. */
export type OutboxRow = typeof outbox.$inferSelect

/** Where the sealed body of a row belongs. */
export const bodyPlace = (rowId: string) => `outbox.body:${rowId}`

/** What a row says. */
export function readBody(db: Db, row: Pick<OutboxRow, 'id' | 'body'>): OutgoingContent {
  // Cast: written by `queueMessages`, sealed since.
  return JSON.parse(db.vault.open(bodyPlace(row.id), row.body)) as OutgoingContent
}

/** The last words said to an account, newest first. */
export async function messagesToAccount(db: Db, accountId: string, limit: number) {
  return db
    .select()
    .from(outbox)
    .where(eq(outbox.accountId, accountId))
    .orderBy(desc(outbox.id))
    .limit(limit)
}

/** How much waits per channel and since when, for `/readyz`. */
export async function outboxBacklog(db: Db) {
  return db
    .select({
      channel: outbox.channel,
      waiting: sql`count(*)`.mapWith(Number),
      oldestAt: sql`min(${outbox.dueAt})`.mapWith(Number),
    })
    .from(outbox)
    .where(waits(outbox))
    .groupBy(outbox.channel)
}

/**
 * Rows whose sender died in the middle of a send, or never heard that it has them: they stand at `sending` with a lease that
 * ended, longer than any send takes; `sole`: or under another owner, because no other process lives. Record them under
 * the `leaseOwner` that is returned, so that a row which another process has taken up meanwhile is left to it.
 */
export async function orphanedSends(
  db: Db,
  channel: ChannelName,
  owner: string,
  now: number,
  sole: boolean,
) {
  const late = lt(outbox.leaseUntil, now)
  const ended = sole ? or(late, ne(outbox.leaseOwner, owner)) : late
  return db
    .select({ id: outbox.id, leaseOwner: outbox.leaseOwner })
    .from(outbox)
    .where(and(eq(outbox.channel, channel), isSending(outbox), ended))
    .orderBy(asc(outbox.id))
}

/** One lane, by a literal: some indexes are of one lane, and a plan that hung on a parameter would be made anew every time. */
const inLane = (lane: Lane) => sql`${outbox.lane} = ${sql.raw(String(lane))}`

const selectOnItsWay = (lane: Lane) =>
  statement((db: Db, name) =>
    db
      .select({ id: outbox.id })
      .from(outbox)
      .where(
        and(
          eq(outbox.accountId, sql.placeholder('accountId')),
          inLane(lane),
          onItsWay(outbox),
          sql`(${outbox.status} <> 'queued' or ${outbox.dueAt} <= ${sql.placeholder('now')})`,
        ),
      )
      .limit(fixedLimit(1))
      .prepare(name),
  )
const onItsWayIn = { 0: selectOnItsWay(0), 1: selectOnItsWay(1) }

/** Whether a message of the same lane is on its way to the same account: then whatever is said next waits its turn. */
export async function isOnItsWay(
  db: Db,
  { accountId, lane }: Pick<OutboxRow, 'accountId' | 'lane'>,
  now: number,
): Promise<boolean> {
  const found = await onItsWayIn[lane](db).execute({ accountId, now })
  return found.length > 0
}

/** What waits and is due in one lane of `channel` at `now`, both named in the statement. */
export const isDue = (lane: Lane) =>
  and(
    eq(outbox.channel, sql.placeholder('channel')),
    waits(outbox),
    inLane(lane),
    lte(outbox.dueAt, sql.placeholder('now')),
  )

const selectDueBulk = statement((db: Db, name) =>
  db.select({ id: outbox.id }).from(outbox).where(isDue(1)).limit(fixedLimit(1)).prepare(name),
)

/** Whether a bulk message of this channel waits to be sent. */
export async function bulkIsDue(db: Db, channel: ChannelName, now: number): Promise<boolean> {
  const due = await selectDueBulk(db).execute({ channel, now })
  return due.length > 0
}

/** How many bulk messages a channel took in the last minute and in this China day. */
export async function bulkSent(db: Db, channel: ChannelName, now: number) {
  const since = china(chinaDate(now))
  const minuteAgo = now - 60_000
  const [row] = await db
    .select({
      lastMinute:
        sql`coalesce(sum(case when ${outbox.acceptedAt} >= ${minuteAgo} then 1 else 0 end), 0)`.mapWith(
          Number,
        ),
      today:
        sql`coalesce(sum(case when ${outbox.acceptedAt} >= ${since} then 1 else 0 end), 0)`.mapWith(
          Number,
        ),
    })
    .from(outbox)
    .where(
      and(
        eq(outbox.channel, channel),
        inLane(1),
        gte(outbox.acceptedAt, Math.min(since, minuteAgo)),
      ),
    )
  return row ?? { lastMinute: 0, today: 0 }
}
