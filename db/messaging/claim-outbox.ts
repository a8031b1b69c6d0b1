import { and, asc, eq, inArray, isNull, lte, sql } from 'drizzle-orm'
import { skipLocked } from '../columns.ts'
import type { Store, Tx } from '../store.ts'
import type { ChannelName } from './message.ts'
import { type OutboxRow, outbox } from './outbox.ts'
import {
  afterEvent,
  assuredKinds,
  type OutboxEvent,
  type OutboxState,
  waitingStatuses,
} from './outbox-state.ts'
import { livingOf, recheck } from './recheck-outbox.ts'

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
    const rows = await dueRows(tx, claim)
    const events = await recheck(tx, rows, claim.now)
    const decided = rows.map((row) => ({ row, event: events.get(row.id) ?? { type: 'claim' } }))
    await leaveOut(
      tx,
      decided.filter(({ event }) => event.type !== 'claim'),
      claim.now,
    )
    const fit = decided.filter(({ event }) => event.type === 'claim')
    return markSending(
      tx,
      fit.map(({ row }) => row.id),
      claim,
    )
  }, 'queue')
}

/**
 * One message at a time per person and lane: a row stands at `sending` only while it is being sent, so that a kill leaves
 * in doubt no more than what was on the wire.
 */
const nothingBefore = sql`not exists (select 1 from ${outbox} as earlier
  where earlier.account_id = ${outbox.accountId} and earlier.lane = ${outbox.lane}
  and earlier.status in ('queued', 'retry_wait', 'sending') and earlier.id < ${outbox.id})`

/** Due rows of one lane, the longest due first. One query per status, so that the index gives them in order. */
async function dueRows(tx: Tx, { channel, lane, now, limit }: Claim): Promise<OutboxRow[]> {
  const found: OutboxRow[] = []
  for (const status of waitingStatuses) {
    const due = tx
      .select({ id: outbox.id })
      .from(outbox)
      .where(
        and(
          eq(outbox.channel, channel),
          eq(outbox.status, status),
          eq(outbox.lane, lane),
          lte(outbox.dueAt, now),
          nothingBefore,
        ),
      )
      .orderBy(asc(outbox.dueAt), asc(outbox.id))
      .limit(limit)
    const rows = await tx
      .select()
      .from(outbox)
      .where(sql`${outbox.id} in (${due.getSQL()} ${skipLocked})`)
    found.push(...rows)
  }
  const order = (a: OutboxRow, b: OutboxRow) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1)
  return found.sort(order).slice(0, limit)
}

async function markSending(tx: Tx, ids: readonly string[], claim: Claim): Promise<OutboxRow[]> {
  if (ids.length === 0) return []
  const { owner, now, leaseMs } = claim
  const rows = await tx
    .update(outbox)
    .set({
      status: 'sending',
      attempts: sql`${outbox.attempts} + 1`,
      mustBe: null,
      leaseOwner: owner,
      leaseUntil: now + leaseMs,
    })
    .where(and(inArray(outbox.id, [...ids]), inArray(outbox.status, [...waitingStatuses])))
    .returning()
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Sorts things into groups of the same key. */
function alike<T>(things: readonly T[], keyOf: (thing: T) => unknown): T[][] {
  const groups = new Map<string, T[]>()
  for (const thing of things) {
    const key = JSON.stringify(keyOf(thing))
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [thing])
    else group.push(thing)
  }
  return [...groups.values()]
}

interface Decided {
  readonly row: OutboxRow
  readonly event: OutboxEvent
}

/** What must not be sent any more: one update for all rows that end alike. */
async function leaveOut(tx: Tx, decided: readonly Decided[], now: number): Promise<void> {
  const ends = decided.map(({ row, event }) => {
    const { status = row.status, error = row.error } = afterEvent(row, event, now) ?? {}
    return { id: row.id, end: { status, error } }
  })
  for (const group of alike(ends, ({ end }) => end)) {
    const ids = group.map(({ id }) => id)
    await tx
      .update(outbox)
      .set({ ...group[0]?.end, mustBe: null })
      .where(and(inArray(outbox.id, ids), inArray(outbox.status, [...waitingStatuses])))
  }
}

/** What happened to one message. */
export interface OutboxRecord {
  readonly id: string
  readonly event: OutboxEvent
}

const dayMs = 86_400_000

/** Greetings and reminders that concern a person: they wait only while the person lives. */
const needsLiving = (row: OutboxRow) => row.retireeId !== null && !assuredKinds.includes(row.kind)

/** The columns that an event changes. A message that staff want sent again gets a new day for it. */
function columnsAfter(row: OutboxRow, event: OutboxEvent, next: OutboxState, now: number) {
  const living = needsLiving(row) && waitingStatuses.includes(next.status)
  const again = event.type === 'decide' && event.as === 'resend'
  return {
    status: next.status,
    copies: next.copies,
    dueAt: next.dueAt,
    error: next.error,
    expiresAt: again ? Math.max(row.expiresAt, now + dayMs) : row.expiresAt,
    mustBe: living ? ('living' as const) : null,
    leaseOwner: null,
    leaseUntil: 0,
    acceptedAt: event.type === 'accepted' ? now : row.acceptedAt,
  }
}

/**
 * Records what happened to messages, the ones alike in one update. Only its owner may record a send. Returns the ids that
 * were recorded: not those whose lease was lost, or whose event cannot happen in their state. What would wait again for
 * somebody who died meanwhile is suppressed.
 */
export async function recordEvents(
  tx: Tx,
  records: readonly OutboxRecord[],
  now: number,
  owner?: string,
): Promise<string[]> {
  if (records.length === 0) return []
  const events = new Map(records.map(({ id, event }) => [id, event]))
  const rows = await tx
    .select()
    .from(outbox)
    .where(inArray(outbox.id, [...events.keys()]))
  const living = await livingOf(tx, rows.filter(needsLiving))
  const changes = rows.flatMap((row): Change[] => {
    const event = events.get(row.id)
    if (event === undefined || (owner !== undefined && row.leaseOwner !== owner)) return []
    const then = afterEvent(row, event, now)
    if (then === undefined) return []
    const gone = needsLiving(row) && !living.has(row.retireeId ?? '')
    const stop = { type: 'suppress', why: 'deceased' } as const
    const next = gone ? (afterEvent(then, stop, now) ?? then) : then
    const from = { status: row.status, leaseOwner: row.leaseOwner }
    const remoteId = event.type === 'accepted' ? (event.remoteId ?? null) : row.remoteId
    return [{ id: row.id, from, to: columnsAfter(row, event, next, now), remoteId }]
  })
  const recorded: string[] = []
  for (const group of alike(changes, ({ from, to }) => [from, to])) {
    recorded.push(...(await applyAlike(tx, group)))
  }
  return recorded
}

interface Change {
  readonly id: string
  readonly from: Pick<OutboxRow, 'status' | 'leaseOwner'>
  readonly to: ReturnType<typeof columnsAfter>
  readonly remoteId: string | null
}

/** Changes rows only from the state that was read: what another process changed meanwhile stays as it made it. */
async function applyAlike(tx: Tx, group: readonly Change[]): Promise<string[]> {
  const [first] = group
  if (first === undefined) return []
  const { from, to } = first
  const cases = group.map(({ id, remoteId }) => sql`when ${id} then ${remoteId}`)
  const rows = await tx
    .update(outbox)
    .set({ ...to, remoteId: sql`case ${outbox.id} ${sql.join(cases, sql` `)} end` })
    .where(
      and(
        inArray(
          outbox.id,
          group.map(({ id }) => id),
        ),
        eq(outbox.status, from.status),
        from.leaseOwner === null
          ? isNull(outbox.leaseOwner)
          : eq(outbox.leaseOwner, from.leaseOwner),
      ),
    )
    .returning({ id: outbox.id })
  return rows.map(({ id }) => id)
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
  const recorded = await recordEvents(tx, [{ id: rowId, event }], now, owner)
  return recorded.length === 1
}
