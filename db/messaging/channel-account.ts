import { and, eq, sql } from 'drizzle-orm'
import { check, id, index, instant, oneOf, table, text, unique } from '../columns.ts'
import { insertionOnce } from '../command.ts'
import { newId } from '../id.ts'
import { retirees } from '../ledgers/retiree.ts'
import { staff } from '../ledgers/staff.ts'
import { query } from '../query.ts'
import type { Db, Tx } from '../store.ts'
import { type ChannelName, channelNames, type Incoming } from './message.ts'

/** A person's account on a channel, as our account there sees it. Bound to a staff member, or to nobody yet; `bindings` says for whom else it speaks. */
export const channelAccounts = table(
  'channel_accounts',
  {
    id: id().primaryKey(),
    channel: text().notNull().$type<ChannelName>(),
    account: text().notNull(),
    peerId: text().notNull(),
    idLife: text().notNull().$type<'permanent' | 'session'>(),
    staffId: id().references(() => staff.id),
    /** Whom the talk was about last, of those it speaks for: no proof of a binding. */
    retireeId: id().references(() => retirees.id),
    /** `out`: wants no reminders and greetings (退订). */
    wants: text().notNull().$type<'all' | 'out'>(),
    createdAt: instant().notNull(),
    seenAt: instant().notNull(),
  },
  (t) => [
    unique('channel_accounts_peer').on(t.channel, t.account, t.peerId),
    check('channel_accounts_channel', oneOf(t.channel, channelNames)),
    check('channel_accounts_wants', oneOf(t.wants, ['all', 'out'])),
    index('channel_accounts_by_staff').on(t.staffId),
    index('channel_accounts_by_retiree').on(t.retireeId),
  ],
)

/** A row of `channel_accounts`. */
export type ChannelAccount = typeof channelAccounts.$inferSelect

/** The parts of a message that tell who wrote it. */
export type Peer = Pick<Incoming, 'channel' | 'account' | 'peerId' | 'idLife'>

const selectAccount = query(channelAccounts, (db) =>
  db
    .select()
    .from(channelAccounts)
    .where(
      and(
        eq(channelAccounts.channel, sql.placeholder('channel')),
        eq(channelAccounts.account, sql.placeholder('account')),
        eq(channelAccounts.peerId, sql.placeholder('peerId')),
      ),
    ),
)
const insertAccount = insertionOnce(channelAccounts)

/** `seenAt` is kept to the minute. */
const seenEveryMs = 60_000

/** The account a message came from, made at its first message. */
export async function meetAccount(tx: Tx, from: Peer, now: number): Promise<ChannelAccount> {
  const { channel, account, peerId, idLife } = from
  const known = await findAccount(tx, channel, account, peerId)
  if (known !== undefined && now - known.seenAt < seenEveryMs) return known
  if (known !== undefined) {
    await tx.update(channelAccounts).set({ seenAt: now }).where(eq(channelAccounts.id, known.id))
    return { ...known, seenAt: now }
  }
  const fresh = { id: newId(now), channel, account, peerId, idLife, wants: 'all' as const }
  await insertAccount(tx, { ...fresh, createdAt: now, seenAt: now })
  const row = await findAccount(tx, channel, account, peerId)
  if (row === undefined) throw new Error('account was neither inserted nor updated')
  return row
}

/** Binds an account to a staff member; a member may use several accounts. */
export async function bindStaff(tx: Tx, accountId: string, staffId: string): Promise<void> {
  await tx.update(channelAccounts).set({ staffId }).where(eq(channelAccounts.id, accountId))
}

/** The talk of an account is about this person from now on; null: about nobody until somebody is chosen. */
export async function speakFor(tx: Tx, accountId: string, retireeId: string | null): Promise<void> {
  await tx.update(channelAccounts).set({ retireeId }).where(eq(channelAccounts.id, accountId))
}

/** 退订 (`out`) or 恢复 (`all`): reminders and greetings only, replies go on. */
export async function setWants(tx: Tx, accountId: string, wants: 'all' | 'out'): Promise<void> {
  await tx.update(channelAccounts).set({ wants }).where(eq(channelAccounts.id, accountId))
}

/** One account, by the three parts of its key. */
export async function findAccount(
  db: Db,
  channel: ChannelName,
  account: string,
  peerId: string,
): Promise<ChannelAccount | undefined> {
  const [row] = await selectAccount(db, { channel, account, peerId })
  return row
}
