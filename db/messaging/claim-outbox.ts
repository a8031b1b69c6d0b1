import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm'
import { skipLocked } from '../columns.ts'
import { retirees } from '../ledgers/retiree.ts'
import type { Store, Tx } from '../store.ts'
import { channelAccounts } from './channel-account.ts'
import type { ChannelName } from './message.ts'
import { type OutboxRow, outbox } from './outbox.ts'
import { afterEvent, assuredKinds, type OutboxEvent, waitingStatuses } from './outbox-state.ts'

/** Who claims, what, and for how long. */
export interface Claim {
  readonly channel: ChannelName
  readonly owner: string
  readonly now: number
  readonly leaseMs: number
  readonly limit: number
  /** 0: urgent. 1: bulk. */
  readonly lane: 0 | 1
}

/**
 * Claims due messages: each is checked once more (alive, still bound, not opted out, window open), and stands at `sending`
 * before anyone calls the platform.
 */
export async function claimMessages(store: Store, claim: Claim): Promise<OutboxRow[]> {
  return store.tx(async (tx) => {
    const { channel, lane, now, limit } = claim
    const due = tx
      .select({ id: outbox.id })
      .from(outbox)
      .where(
        and(
          eq(outbox.channel, channel),
          inArray(outbox.status, [...waitingStatuses]),
          eq(outbox.lane, lane),
          lte(outbox.dueAt, now),
        ),
      )
      .orderBy(asc(outbox.dueAt), asc(outbox.id))
      .limit(limit)
    const rows = await tx
      .select()
      .from(outbox)
      .where(sql`${outbox.id} in (${due.getSQL()} ${skipLocked})`)
      .orderBy(asc(outbox.id))
    const claimed: OutboxRow[] = []
    for (const row of rows) {
      const event = await recheck(tx, row, now)
      const moved = await apply(tx, row, event, claim)
      if (moved?.status === 'sending') claimed.push(moved)
    }
    return claimed
  }, 'queue')
}

async function recheck(tx: Tx, row: OutboxRow, now: number): Promise<OutboxEvent> {
  if (row.expiresAt <= now) return { type: 'expire' }
  if (assuredKinds.includes(row.kind)) return { type: 'claim' }
  const [account] = await tx
    .select()
    .from(channelAccounts)
    .where(eq(channelAccounts.id, row.accountId))
  if (account?.wants === 'out') return { type: 'suppress', why: 'opted-out' }
  if (row.retireeId === null) return { type: 'claim' }
  if (account?.retireeId !== row.retireeId) return { type: 'suppress', why: 'unbound' }
  const [person] = await tx.select().from(retirees).where(eq(retirees.id, row.retireeId))
  return person?.vital === 'living' ? { type: 'claim' } : { type: 'suppress', why: 'deceased' }
}

async function apply(
  tx: Tx,
  row: OutboxRow,
  event: OutboxEvent,
  { owner, now, leaseMs }: Pick<Claim, 'owner' | 'now' | 'leaseMs'>,
): Promise<OutboxRow | undefined> {
  const next = afterEvent(row, event, now)
  if (next === undefined) return undefined
  const sending = next.status === 'sending'
  const [moved] = await tx
    .update(outbox)
    .set({
      status: next.status,
      attempts: next.attempts,
      error: next.error,
      mustBe: null,
      leaseOwner: sending ? owner : null,
      leaseUntil: sending ? now + leaseMs : 0,
    })
    .where(and(eq(outbox.id, row.id), eq(outbox.status, row.status)))
    .returning()
  return moved
}

/**
 * Records what happened to a message. Only its owner may record a send: false when the lease was lost and the row is
 * someone else's, or the event cannot happen in its state.
 */
export async function recordEvent(
  tx: Tx,
  rowId: string,
  event: OutboxEvent,
  now: number,
  owner?: string,
): Promise<boolean> {
  const [row] = await tx.select().from(outbox).where(eq(outbox.id, rowId))
  if (row === undefined || (owner !== undefined && row.leaseOwner !== owner)) return false
  const next = afterEvent(row, event, now)
  if (next === undefined) return false
  const waits = waitingStatuses.includes(next.status)
  const living = waits && row.retireeId !== null && !assuredKinds.includes(row.kind)
  await tx
    .update(outbox)
    .set({
      status: next.status,
      copies: next.copies,
      dueAt: next.dueAt,
      error: next.error,
      mustBe: living ? 'living' : null,
      leaseOwner: null,
      leaseUntil: 0,
      ...(event.type === 'accepted' ? { remoteId: event.remoteId ?? null, acceptedAt: now } : {}),
    })
    .where(eq(outbox.id, rowId))
  return true
}
