import type { Role } from '../../policy/role.ts'
import { newId } from '../id.ts'
import { insertionOnce } from '../statement.ts'
import type { Tx } from '../store.ts'
import type { ChannelAccount } from './channel-account.ts'
import type { OutgoingContent } from './message.ts'
import { bodyPlace, outbox } from './outbox.ts'
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
    for (const row of rowsOf(tx, message, now)) if (await insertOutgoing(tx, row)) queued += 1
  }
  return queued
}

function rowsOf(tx: Tx, message: NewMessage, now: number): (typeof outbox.$inferInsert)[] {
  const { to, kind, content, retireeId, dueAt = now } = message
  const parts = splitText(to.channel, content)
  return parts.map((part, index) => {
    const rowId = newId(now)
    return {
      id: rowId,
      kind,
      lane: assuredKinds.includes(kind) ? 0 : 1,
      channel: to.channel,
      peerId: to.peerId,
      accountId: to.id,
      retireeId: retireeId ?? null,
      mustBe: retireeId !== undefined && !assuredKinds.includes(kind) ? ('living' as const) : null,
      stationId: message.stationId ?? null,
      inboxId: message.inboxId ?? null,
      part: index,
      dedupeKey: message.dedupeKey === undefined ? null : `${message.dedupeKey}#${index}`,
      body: tx.vault.seal(bodyPlace(rowId), JSON.stringify(part)),
      status: 'queued' as const,
      attempts: 0,
      copies: 0,
      dueAt,
      expiresAt: message.expiresAt ?? dueAt + waitsMs(kind),
      leaseUntil: 0,
      createdAt: now,
    }
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
