import { and, eq, inArray, sql } from 'drizzle-orm'
import { command } from '../command.ts'
import type { Tx } from '../store.ts'
import { type OutboxRow, outbox } from './outbox.ts'
import {
  afterEvent,
  assuredKinds,
  type OutboxEvent,
  type OutboxState,
  waitingStatuses,
} from './outbox-state.ts'
import { livingOf } from './recheck-outbox.ts'

const dayMs = 86_400_000

/** What happened to one message, as it was when it happened. */
export interface OutboxHappening {
  readonly row: OutboxRow
  readonly event: OutboxEvent
}

/** Greetings and reminders that concern a person: they wait only while the person lives. */
const needsLiving = (row: OutboxRow) => row.retireeId !== null && !assuredKinds.includes(row.kind)

const column = (key: keyof OutboxRow) => sql`${sql.placeholder(key)}`

/** Changes a row only from the state that was read: what another process changed meanwhile stays as it made it. */
const updateState = command((tx) =>
  tx
    .update(outbox)
    .set({
      status: column('status'),
      copies: column('copies'),
      dueAt: column('dueAt'),
      error: column('error'),
      expiresAt: column('expiresAt'),
      mustBe: column('mustBe'),
      remoteId: column('remoteId'),
      acceptedAt: column('acceptedAt'),
      leaseOwner: null,
      leaseUntil: 0,
    })
    .where(
      and(
        eq(outbox.id, column('id')),
        sql`${outbox.status} = ${sql.placeholder('fromStatus')}`,
        sql`${outbox.leaseOwner} is not distinct from ${sql.placeholder('fromOwner')}`,
      ),
    ),
)

/** The columns that an event changes. A message that staff want sent again gets a new day for it. */
function columnsAfter(row: OutboxRow, event: OutboxEvent, next: OutboxState, now: number) {
  const living = needsLiving(row) && waitingStatuses.includes(next.status)
  const again = event.type === 'decide' && event.as === 'resend'
  const accepted = event.type === 'accepted'
  return {
    id: row.id,
    status: next.status,
    copies: next.copies,
    dueAt: next.dueAt,
    error: next.error,
    expiresAt: again ? Math.max(row.expiresAt, now + dayMs) : row.expiresAt,
    mustBe: living ? 'living' : null,
    remoteId: accepted ? (event.remoteId ?? null) : row.remoteId,
    acceptedAt: accepted ? now : row.acceptedAt,
    fromStatus: row.status,
    fromOwner: row.leaseOwner,
  }
}

/**
 * Records what happened to messages. Returns the ids that were recorded: not those that stand otherwise than `row` says,
 * because their lease was lost, or whose event cannot happen in their state. What would wait again for somebody who died
 * meanwhile is suppressed.
 */
export async function recordHappenings(
  tx: Tx,
  happenings: readonly OutboxHappening[],
  now: number,
): Promise<string[]> {
  const concerned = happenings.map(({ row }) => row).filter(needsLiving)
  const living = concerned.length === 0 ? new Set<string>() : await livingOf(tx, concerned)
  const recorded: string[] = []
  for (const { row, event } of happenings) {
    const then = afterEvent(row, event, now)
    if (then === undefined) continue
    const gone = needsLiving(row) && !living.has(row.retireeId ?? '')
    const stop = { type: 'suppress', why: 'deceased' } as const
    const next = gone ? (afterEvent(then, stop, now) ?? then) : then
    const changed = await updateState(tx, columnsAfter(row, event, next, now))
    if (changed === 1) recorded.push(row.id)
  }
  return recorded
}

/** What happened to one message. */
export interface OutboxRecord {
  readonly id: string
  readonly event: OutboxEvent
}

/** As `recordHappenings`, to rows as they stand now; only those of `owner` where one is given. */
export async function recordEvents(
  tx: Tx,
  records: readonly OutboxRecord[],
  now: number,
  owner?: string,
): Promise<string[]> {
  const events = new Map(records.map(({ id, event }) => [id, event]))
  if (events.size === 0) return []
  const rows = await tx
    .select()
    .from(outbox)
    .where(inArray(outbox.id, [...events.keys()]))
  const happenings = rows.flatMap((row) => {
    const event = events.get(row.id)
    const mine = owner === undefined || row.leaseOwner === owner
    return event !== undefined && mine ? [{ row, event }] : []
  })
  return recordHappenings(tx, happenings, now)
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
