import { and, asc, eq, sql } from 'drizzle-orm'
import { skipLocked } from '../columns.ts'
import { command } from '../command.ts'
import { statement } from '../statement.ts'
import type { Tx } from '../store.ts'
import type { ChannelName } from './message.ts'
import { isDue, type Lane, type OutboxRow, onItsWay, outbox, waits } from './outbox.ts'
import { recheck } from './recheck-outbox.ts'
import { recordHappenings } from './record-outbox.ts'

/** Who claims, what, and for how long. */
export interface Claim {
  readonly channel: ChannelName
  readonly owner: string
  readonly now: number
  readonly leaseMs: number
  readonly limit: number
  readonly lane: Lane
}

/**
 * Claims due messages: each is checked once more (alive, still bound, not opted out, window open), and stands at `sending`
 * before anyone calls the platform: they may be sent when the transaction is committed.
 */
export async function claimMessages(tx: Tx, claim: Claim): Promise<OutboxRow[]> {
  const rows = await dueRows(tx, claim)
  const stops = await recheck(tx, rows, claim.now)
  const stopped = rows.flatMap((row) => {
    const event = stops.get(row.id)
    return event === undefined ? [] : [{ row, event }]
  })
  await recordHappenings(tx, stopped, claim.now)
  return markSending(
    tx,
    rows.filter(({ id }) => !stops.has(id)),
    claim,
  )
}

/**
 * One message at a time per person and lane: a row stands at `sending` only while it is being sent, so that a kill leaves
 * in doubt no more than what was on the wire. What is planned for later holds nothing up, and waits in its turn while something
 * said since is being sent; what is tried again holds up what comes after it.
 */
const nothingBefore = sql`not exists (select 1 from ${outbox} as other
  where other.account_id = ${outbox.accountId} and other.lane = ${outbox.lane}
  and ${onItsWay({ status: sql`other.status` })}
  and (other.status = 'sending' or other.id < ${outbox.id}
    and (other.status <> 'queued' or other.due_at <= ${sql.placeholder('now')})))`

const selectDue = (lane: Lane) =>
  statement((tx: Tx, name) => {
    const due = tx
      .select({ id: outbox.id })
      .from(outbox)
      .where(and(isDue(lane), nothingBefore))
      .orderBy(asc(outbox.dueAt), asc(outbox.id))
      .limit(sql.placeholder('limit'))
    return tx
      .select()
      .from(outbox)
      .where(sql`${outbox.id} in (${due.getSQL()} ${skipLocked})`)
      .prepare(name)
  })
const dueIn = { 0: selectDue(0), 1: selectDue(1) }

/** Due rows of one lane, the longest due first. */
async function dueRows(tx: Tx, { channel, lane, now, limit }: Claim): Promise<OutboxRow[]> {
  const found = await dueIn[lane](tx).execute({ channel, now, limit })
  return found.sort((a, b) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1))
}

const updateClaimed = command((tx) =>
  tx
    .update(outbox)
    .set({
      status: 'sending',
      attempts: sql`${outbox.attempts} + 1`,
      mustBe: null,
      leaseOwner: sql`${sql.placeholder('owner')}`,
      leaseUntil: sql`${sql.placeholder('leaseUntil')}`,
    })
    .where(and(eq(outbox.id, sql.placeholder('id')), waits(outbox))),
)

/** The rows are this transaction's own: locked on PostgreSQL, and SQLite has one writer. */
async function markSending(tx: Tx, rows: readonly OutboxRow[], claim: Claim): Promise<OutboxRow[]> {
  const { owner } = claim
  const leaseUntil = claim.now + claim.leaseMs
  for (const { id } of rows) await updateClaimed(tx, { id, owner, leaseUntil })
  return rows.map((row) => ({
    ...row,
    status: 'sending',
    attempts: row.attempts + 1,
    mustBe: null,
    leaseOwner: owner,
    leaseUntil,
  }))
}
