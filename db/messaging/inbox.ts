import { and, asc, desc, eq, type SQLWrapper, sql } from 'drizzle-orm'
import { check, id, index, instant, int, oneOf, sealed, table, text, unique } from '../columns.ts'
import { command, insertionOnce } from '../command.ts'
import { newId } from '../id.ts'
import { query } from '../query.ts'
import { storable } from '../storable.ts'
import type { Db, Tx } from '../store.ts'
import { type ChannelName, channelNames, type Incoming, type IncomingContent } from './message.ts'

/** `new`: to be handled. `failed`: three tries failed, staff see it. `settled`: staff looked after it. */
export const inboxStatuses = ['new', 'done', 'failed', 'settled'] as const
/** One of `inboxStatuses`. */
export type InboxStatus = (typeof inboxStatuses)[number]

/** Tries before a message goes to the staff list. */
export const maxInboxAttempts = 3

// A literal, so that the engines see that the partial index serves.
const isNew = ({ status }: { readonly status: SQLWrapper }) => sql`${status} = 'new'`

/** Every message taken in, stored before its platform was told so. */
export const inbox = table(
  'inbox',
  {
    id: id().primaryKey(),
    channel: text().notNull().$type<ChannelName>(),
    account: text().notNull(),
    externalId: text().notNull(),
    peerId: text().notNull(),
    idLife: text().notNull().$type<'permanent' | 'session'>(),
    /** `IncomingContent` as JSON. */
    content: sealed().notNull(),
    sentAt: instant(),
    receivedAt: instant().notNull(),
    status: text().notNull().$type<InboxStatus>(),
    attempts: int().notNull(),
    dueAt: instant().notNull(),
    /** Class and code of the last failure, never its text. */
    error: text(),
    doneAt: instant(),
  },
  (t) => [
    unique('inbox_external').on(t.channel, t.account, t.externalId),
    check('inbox_channel', oneOf(t.channel, channelNames)),
    check('inbox_status', oneOf(t.status, inboxStatuses)),
    index('inbox_waiting').on(t.channel, t.id).where(isNew(t)),
    index('inbox_failed')
      .on(t.receivedAt, t.id)
      .where(oneOf(t.status, ['failed'])),
    index('inbox_by_peer').on(t.channel, t.account, t.peerId, t.id),
  ],
)

/** A row of `inbox`. */
export type InboxRow = typeof inbox.$inferSelect

const place = (rowId: string) => `inbox.content:${rowId}`

/** Longest text kept of one message; a person cannot type more, a program might. */
export const maxTextChars = 20_000

const insertMessage = insertionOnce(inbox)

/** Stores a batch; messages that are already here are left alone. Returns how many were new. */
export async function storeIncoming(
  tx: Tx,
  batch: readonly Incoming[],
  now: number,
): Promise<number> {
  let stored = 0
  for (const message of batch) if (await insertMessage(tx, rowOf(tx, message, now))) stored += 1
  return stored
}

function rowOf(tx: Tx, message: Incoming, now: number): typeof inbox.$inferInsert {
  const rowId = newId(now)
  const text = storable(message.content.text.slice(0, maxTextChars))
  return {
    id: rowId,
    channel: message.channel,
    account: message.account,
    externalId: storable(message.externalId),
    peerId: storable(message.peerId),
    idLife: message.idLife,
    content: tx.vault.seal(place(rowId), JSON.stringify({ ...message.content, text })),
    sentAt: message.sentAt ?? null,
    receivedAt: now,
    status: 'new',
    attempts: 0,
    dueAt: now,
  }
}

/** What a stored message says. */
export function readContent(db: Db, row: Pick<InboxRow, 'id' | 'content'>): IncomingContent {
  // Cast: written by `storeIncoming` from an `IncomingContent`, and sealed since.
  return JSON.parse(db.vault.open(place(row.id), row.content)) as IncomingContent
}

const selectWaiting = query(inbox, (db) =>
  db
    .select()
    .from(inbox)
    .where(and(isNew(inbox), eq(inbox.channel, sql.placeholder('channel'))))
    .orderBy(asc(inbox.id))
    .limit(sql.placeholder('limit')),
)

/** Messages waiting on a channel, oldest first. */
export async function waitingMessages(db: Db, channel: ChannelName, limit: number) {
  return selectWaiting(db, { channel, limit })
}

const markDone = command((tx) =>
  tx
    .update(inbox)
    .set({ status: 'done', doneAt: sql`${sql.placeholder('now')}` })
    .where(and(eq(inbox.id, sql.placeholder('rowId')), isNew(inbox))),
)

/** Marks a message handled. False when someone else did: then nothing else of this transaction may stand. */
export async function finishMessage(tx: Tx, rowId: string, now: number): Promise<boolean> {
  return (await markDone(tx, { rowId, now })) === 1
}

/** Counts a failure: tried again after a pause, or, at the third, put on the staff list. Returns the row. */
export async function failMessage(tx: Tx, rowId: string, error: string, now: number) {
  const [row] = await tx
    .update(inbox)
    .set({
      attempts: sql`${inbox.attempts} + 1`,
      error,
      dueAt: sql`cast(${now} as bigint) + 1000 * (${inbox.attempts} + 1)`,
      status: sql`case when ${inbox.attempts} + 1 >= ${maxInboxAttempts} then 'failed' else ${inbox.status} end`,
    })
    .where(and(eq(inbox.id, rowId), eq(inbox.status, 'new')))
    .returning()
  return row
}

/** Whether a message with this id was ever taken in; its row. */
export async function findInboxRow(db: Db, rowId: string): Promise<InboxRow | undefined> {
  const [row] = await db.select().from(inbox).where(eq(inbox.id, rowId))
  return row
}

/** Staff looked after a failed message by hand, or want it tried again. */
export async function settleFailed(
  tx: Tx,
  rowId: string,
  to: 'settled' | 'new',
  now: number,
): Promise<boolean> {
  const rows = await tx
    .update(inbox)
    .set({ status: to, attempts: 0, dueAt: now, ...(to === 'settled' ? { doneAt: now } : {}) })
    .where(and(eq(inbox.id, rowId), eq(inbox.status, 'failed')))
    .returning({ id: inbox.id })
  return rows.length === 1
}

/** Oldest waiting message per channel, for `/readyz`: epoch milliseconds and count. */
export async function inboxBacklog(db: Db) {
  return db
    .select({
      channel: inbox.channel,
      waiting: sql`count(*)`.mapWith(Number),
      oldestAt: sql`min(${inbox.receivedAt})`.mapWith(Number),
    })
    .from(inbox)
    .where(isNew(inbox))
    .groupBy(inbox.channel)
}

/** The last messages of one peer, newest first, for the web chat's history. */
export async function messagesOfPeer(
  db: Db,
  channel: ChannelName,
  account: string,
  peerId: string,
  limit: number,
): Promise<InboxRow[]> {
  return db
    .select()
    .from(inbox)
    .where(and(eq(inbox.channel, channel), eq(inbox.account, account), eq(inbox.peerId, peerId)))
    .orderBy(desc(inbox.id))
    .limit(limit)
}
