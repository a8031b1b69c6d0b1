import { and, eq } from 'drizzle-orm'
import type { Role } from '../../policy/role.ts'
import { insertionOnce } from '../command.ts'
import { newId } from '../id.ts'
import type { Db, Tx } from '../store.ts'
import type { ChannelAccount } from './channel-account.ts'
import type { OutgoingContent } from './message.ts'
import { bodyPlace, isOnItsWay, type OutboxRow, outbox, readBody } from './outbox.ts'
import { assuredKinds, type OutboxKind } from './outbox-state.ts'
import { splitText } from './split-text.ts'
import { accountsToTell } from './staff-accounts.ts'

const dayMs = 86_400_000
/** How long words wait for their channel: those that must arrive a month, those that are only timely a day. */
const waitsMs = (kind: OutboxKind) => (assuredKinds.includes(kind) ? 30 * dayMs : dayMs)

/** One thing to say to one account. */
export interface NewMessage {
  readonly to: Pick<ChannelAccount, 'id' | 'channel' | 'peerId'>
  readonly kind: OutboxKind
  readonly content: OutgoingContent
  readonly inboxId?: string
  readonly retireeId?: string
  readonly stationId?: string
  /** Said once, however often it is queued. */
  readonly dedupeKey?: string
  readonly dueAt?: number
  /** Default: 30 days after it is due for kinds that must arrive, one day for the others. */
  readonly expiresAt?: number
}

const insertOutgoing = insertionOnce(outbox)

/** Queues messages in the caller's transaction; long texts become several parts. Returns how many rows were new. */
export async function queueMessages(
  tx: Tx,
  messages: readonly NewMessage[],
  now: number,
): Promise<number> {
  let queued = 0
  for (const message of messages) {
    for (const { row } of partsOf(tx, message, now)) if (await insertOutgoing(tx, row)) queued += 1
  }
  return queued
}

/** The sender that takes a reply straight out of the transaction that writes it. */
export interface Taker {
  /** This process's name as a sender. */
  readonly owner: string
  /** Until when the send is its own, epoch milliseconds. */
  readonly leaseUntil: number
}

/** One part of a message as its row and, unsealed, as what it says. */
export interface Part {
  readonly row: OutboxRow
  readonly content: OutgoingContent
}

/**
 * Queues a reply. Where nothing earlier to the same person is on its way and somebody offers to take it, its first part stands
 * at `sending` from the start, as if it had been claimed; it is returned, to be sent once the transaction is committed.
 */
export async function queueReply(
  tx: Tx,
  reply: NewMessage,
  now: number,
  offer: () => Taker | undefined,
): Promise<Part | undefined> {
  const [first, ...rest] = partsOf(tx, reply, now)
  if (first === undefined) return undefined
  const taker = (await isOnItsWay(tx, first.row, now)) ? undefined : offer()
  const taken = taker && { ...first, row: taking(first.row, taker) }
  const isNew = await insertOutgoing(tx, taken?.row ?? first.row)
  for (const { row } of rest) await insertOutgoing(tx, row)
  return isNew ? taken : undefined
}

/**
 * The reply to a message that `taker` took and does not know of, because its transaction stands and was told as failed:
 * only its taker asks, and only while it sends nothing for that message.
 */
export async function takenReply(
  db: Db,
  inboxId: string,
  { owner }: Taker,
): Promise<Part | undefined> {
  const [row] = await db
    .select()
    .from(outbox)
    .where(
      and(
        eq(outbox.inboxId, inboxId),
        eq(outbox.part, 0),
        eq(outbox.status, 'sending'),
        eq(outbox.leaseOwner, owner),
      ),
    )
  return row && { row, content: readBody(db, row) }
}

const taking = (row: OutboxRow, { owner, leaseUntil }: Taker): OutboxRow => ({
  ...row,
  status: 'sending',
  attempts: 1,
  leaseOwner: owner,
  leaseUntil,
})

function partsOf(tx: Tx, message: NewMessage, now: number): Part[] {
  const { to, kind, content, retireeId, dueAt = now } = message
  const base = {
    kind,
    lane: assuredKinds.includes(kind) ? (0 as const) : (1 as const),
    channel: to.channel,
    peerId: to.peerId,
    accountId: to.id,
    retireeId: retireeId ?? null,
    mustBe: retireeId !== undefined && !assuredKinds.includes(kind) ? ('living' as const) : null,
    stationId: message.stationId ?? null,
    inboxId: message.inboxId ?? null,
    status: 'queued' as const,
    attempts: 0,
    copies: 0,
    dueAt,
    expiresAt: message.expiresAt ?? dueAt + waitsMs(kind),
    leaseOwner: null,
    leaseUntil: 0,
    remoteId: null,
    error: null,
    createdAt: now,
    acceptedAt: null,
  }
  return splitText(to.channel, content).map((part, index) => {
    const id = newId(now)
    const dedupeKey = message.dedupeKey === undefined ? null : `${message.dedupeKey}#${index}`
    const body = tx.vault.seal(bodyPlace(id), JSON.stringify(part))
    return { row: { ...base, id, part: index, dedupeKey, body }, content: part }
  })
}

/** What staff are told, and where it comes from. */
export interface StaffNotice {
  readonly stationId: string
  readonly content: OutgoingContent
  readonly dedupeKey: string
  /** Only these roles; default: everyone of the station. */
  readonly roles?: readonly Role[]
  readonly inboxId?: string
}

/**
 * Tells the staff of a station through their bound accounts. Where nobody of a station is bound, 县退管中心 is told, so
 * that no message is without an owner. Returns how many messages were queued.
 */
export async function notifyStaff(tx: Tx, notice: StaffNotice, now: number): Promise<number> {
  const { stationId, content, dedupeKey, roles } = notice
  const messages = (await accountsToTell(tx, stationId, roles)).map((to) => ({
    to,
    kind: 'alarm' as const,
    content,
    stationId,
    dedupeKey: `${dedupeKey}:${to.id}`,
  }))
  return queueMessages(tx, messages, now)
}
