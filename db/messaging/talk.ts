import { and, asc, desc, eq, gt, inArray, lt, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Db } from '../store.ts'
import { type ChannelAccount, findAccount } from './channel-account.ts'
import { inbox } from './inbox.ts'
import { outbox } from './outbox.ts'

/** A place in a talk: an instant, and the row's id among those of one instant. */
export interface TalkPoint {
  /** Epoch milliseconds. */
  readonly at: number
  readonly id: string
}

/** Whose talk: the three parts of an account's key. */
export type Talker = Pick<ChannelAccount, 'channel' | 'account' | 'peerId'>

/** When a message is said: never before it is due. */
const saidAt = sql<number>`case when ${outbox.dueAt} > ${outbox.createdAt} then ${outbox.dueAt} else ${outbox.createdAt} end`

/**
 * Replies, answers and alarms are there to read as soon as they are due; reminders and greetings only after the sender
 * checked once more that the person lives and wants them, that is from `sending` on.
 */
function readable(now: number): SQL | undefined {
  return or(
    inArray(outbox.status, ['sending', 'accepted', 'uncertain']),
    and(
      eq(outbox.lane, 0),
      or(
        eq(outbox.status, 'retry_wait'),
        and(eq(outbox.status, 'queued'), lte(outbox.dueAt, now), gt(outbox.expiresAt, now)),
      ),
    ),
  )
}

/** What a person said before a point (default: now), newest first. */
export async function heardFrom(
  db: Db,
  { channel, account, peerId }: Talker,
  limit: number,
  before?: TalkPoint,
) {
  const at = inbox.receivedAt
  return db
    .select({ id: inbox.id, externalId: inbox.externalId, content: inbox.content, at })
    .from(inbox)
    .where(
      and(
        eq(inbox.channel, channel),
        eq(inbox.account, account),
        eq(inbox.peerId, peerId),
        before && or(lt(at, before.at), and(eq(at, before.at), lt(inbox.id, before.id))),
      ),
    )
    .orderBy(desc(at), desc(inbox.id))
    .limit(limit)
}

const saidRow = { id: outbox.id, body: outbox.body, at: saidAt.mapWith(Number) }

/** What a person was told before a point (default: now) and may read, newest first. */
export async function saidTo(
  db: Db,
  talker: Talker,
  now: number,
  limit: number,
  before?: TalkPoint,
) {
  const account = await findAccount(db, talker.channel, talker.account, talker.peerId)
  if (account === undefined) return []
  const earlier = before && sql`(${saidAt}, ${outbox.id}) < (${before.at}, ${before.id})`
  return db
    .select(saidRow)
    .from(outbox)
    .where(and(eq(outbox.accountId, account.id), readable(now), earlier))
    .orderBy(desc(saidAt), desc(outbox.id))
    .limit(limit)
}

/** What a person was told after a point and may read, oldest first. An empty id stands before all of its instant. */
export async function saidSince(
  db: Db,
  talker: Talker,
  now: number,
  after: TalkPoint,
  limit: number,
) {
  const account = await findAccount(db, talker.channel, talker.account, talker.peerId)
  if (account === undefined) return []
  const later = sql`(${saidAt}, ${outbox.id}) > (${after.at}, ${after.id})`
  return db
    .select(saidRow)
    .from(outbox)
    .where(and(eq(outbox.accountId, account.id), readable(now), later))
    .orderBy(asc(saidAt), asc(outbox.id))
    .limit(limit)
}
