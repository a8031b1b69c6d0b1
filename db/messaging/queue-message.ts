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
  const lane = laneOf(reply.kind)
  const busy = await isOnItsWay(tx, { accountId: reply.to.id, lane }, now)
  const taker = busy ? undefined : offer()
  const [first, ...rest] = partsOf(tx, reply, now, taker)
  if (first === undefined) return undefined
  const isNew = await insertOutgoing(tx, first.row)
  for (const { row } of rest) await insertOutgoing(tx, row)
  return isNew && taker !== undefined ? first : undefined
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

const laneOf = (kind: OutboxKind) => (assuredKinds.includes(kind) ? 0 : 1)

/** One part of a message; `taker`: who sends it at once. */
function partOf(
  tx: Tx,
  message: NewMessage,
  content: OutgoingContent,
  index: number,
  now: number,
  taker: Taker | undefined,
): Part {
  const { to, kind, retireeId = null, dueAt = now, dedupeKey } = message
  const id = newId(now)
  const living = retireeId !== null && !assuredKinds.includes(kind)
  const row: OutboxRow = {
    id,
    kind,
    lane: laneOf(kind),
    channel: to.channel,
    peerId: to.peerId,
    accountId: to.id,
    retireeId,
    mustBe: living ? 'living' : null,
    stationId: message.stationId ?? null,
    inboxId: message.inboxId ?? null,
    part: index,
    dedupeKey: dedupeKey === undefined ? null : `${dedupeKey}#${index}`,
    body: tx.vault.seal(bodyPlace(id), JSON.stringify(content)),
    status: taker === undefined ? 'queued' : 'sending',
    attempts: taker === undefined ? 0 : 1,
    copies: 0,
    dueAt,
    expiresAt: message.expiresAt ?? dueAt + waitsMs(kind),
    leaseOwner: taker?.owner ?? null,
    leaseUntil: taker?.leaseUntil ?? 0,
    remoteId: null,
    error: null,
    createdAt: now,
    acceptedAt: null,
  }
  return { row, content }
}

/** The parts of a message, of which `taker` has the first. */
const partsOf = (tx: Tx, message: NewMessage, now: number, taker?: Taker): Part[] =>
  splitText(message.to.channel, message.content).map((content, index) =>
    partOf(tx, message, content, index, now, index === 0 ? taker : undefined),
  )

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
