import { errorName } from '../db/errors.ts'
import { claimMessages } from '../db/messaging/claim-outbox.ts'
import type { OutgoingContent } from '../db/messaging/message.ts'
import {
  bulkIsDue,
  bulkSent,
  type OutboxRow,
  orphanedSends,
  readBody,
} from '../db/messaging/outbox.ts'
import type { OutboxEvent } from '../db/messaging/outbox-state.ts'
import type { Part, Taker } from '../db/messaging/queue-message.ts'
import {
  type OutboxHappening,
  recordEvent,
  recordHappenings,
} from '../db/messaging/record-outbox.ts'
import type { Store } from '../db/store.ts'
import { type Loop, makeLoop } from './loop.ts'
import type { Pace } from './pace.ts'
import type { Log, Sender, SendOutcome } from './types.ts'

const sendTimeoutMs = 20_000
const leaseMs = 60_000
const idleMs = 500
/** Sends end one by one; what ends within this is recorded in one commit. */
const gapMs = 10
const adoptEveryMs = 5_000

/** What delivering on one channel needs. */
export interface DeliverSettings {
  readonly store: Store
  readonly sender: Sender
  readonly pace: Pace
  /** This process, different at every start: rows that stand at `sending` under another name lost their sender. */
  readonly owner: string
  /** No other process sends on this channel now: rows under another name are taken up without waiting for their lease. */
  readonly sole: boolean
  readonly now: () => number
  readonly log: Log
}

const senderDied = { type: 'uncertain', why: 'sender-died' } as const

// Cast: the states of an outcome are event types, with the same further fields.
const eventOf = (outcome: SendOutcome): OutboxEvent =>
  ({ ...outcome, type: outcome.state }) as OutboxEvent

/** A place among the sends under way, kept for a reply that is being written. */
export interface Place extends Taker {
  /** Gives the place back: with the reply that stands at `sending` now, or with none. */
  use(reply: Part | undefined): void
}

/** Delivers, and takes replies straight from whoever writes them. */
export interface Deliverer extends Loop {
  /** A place for one reply; undefined when none is free or the platform asked for a pause. */
  reserve(): Place | undefined
}

/** Due outbox rows → Sender → what became of them. Urgent before bulk; one message at a time per person and lane. */
export function makeDeliverer(settings: DeliverSettings): Deliverer {
  const { store, sender, pace, owner, now, log } = settings
  const { channel, parallel } = sender
  const underWay = new Set<Promise<void>>()
  /** Ids of rows from the beginning of their send until its end is recorded. */
  const mine = new Set<string>()
  /** What became of sends, until it is recorded: kept when recording fails, and tried again. */
  let ended: OutboxHappening[] = []
  let adoptAt = 0
  let reserved = 0
  const room = () => parallel - underWay.size - reserved

  async function send(row: OutboxRow, content?: OutgoingContent): Promise<void> {
    const outcome = await trySending(row, content, settings)
    if (outcome.state === 'refused' && outcome.why === 'limited') {
      pace.pauseUntil(now() + (outcome.retryAfterMs ?? 5_000))
    }
    if (outcome.state !== 'accepted') log('send-not-accepted', { id: row.id, why: outcome.why })
    ended.push({ row, event: eventOf(outcome) })
  }

  function start(row: OutboxRow, content?: OutgoingContent): void {
    mine.add(row.id)
    const sending = send(row, content).finally(() => {
      underWay.delete(sending)
      loop.kick()
    })
    underWay.add(sending)
  }

  /** One commit records what ended and claims what goes next. */
  async function recordAndClaim(lane: 0 | 1, limit: number): Promise<void> {
    const happened = [...ended]
    if (happened.length === 0 && limit <= 0) return
    const rows = await store.tx(async (tx) => {
      await recordHappenings(tx, happened, now())
      return claimMessages(tx, { channel, owner, now: now(), leaseMs, limit, lane })
    }, 'queue')
    ended = ended.slice(happened.length)
    for (const { row } of happened) mine.delete(row.id)
    for (const row of rows) start(row)
  }

  async function claimBulk(): Promise<void> {
    if (room() <= 0 || !(await bulkIsDue(store.read, channel, now()))) return
    const sent = await bulkSent(store.read, channel, now())
    await recordAndClaim(1, pace.takeBulk(room(), sent, now()))
  }

  const loop = makeLoop(
    async () => {
      if (now() >= adoptAt) {
        await adoptOrphans(settings, mine)
        adoptAt = now() + adoptEveryMs
      }
      const open = now() >= pace.pausedUntil
      await recordAndClaim(0, open ? room() : 0)
      if (open) await claimBulk()
    },
    { idleMs, gapMs },
    (error) => log('deliver-failed', { channel, error: errorName(error) }),
  )

  function reserve(): Place | undefined {
    if (room() <= 0 || now() < pace.pausedUntil) return undefined
    reserved += 1
    return {
      owner,
      leaseUntil: now() + leaseMs,
      use(reply) {
        reserved -= 1
        if (reply !== undefined) start(reply.row, reply.content)
      },
    }
  }

  return {
    kick: loop.kick,
    reserve,
    async stop() {
      await loop.stop()
      await Promise.all(underWay)
      await recordAndClaim(0, 0).catch((error: unknown) =>
        log('outcome-not-recorded', { channel, error: errorName(error) }),
      )
    },
  }
}

/** `content`: what the row says, where it is at hand unsealed. */
async function trySending(
  row: OutboxRow,
  content: OutgoingContent | undefined,
  settings: DeliverSettings,
): Promise<SendOutcome> {
  const { store, sender, log } = settings
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), sendTimeoutMs)
  try {
    return await sender.send(row.peerId, content ?? readBody(store.read, row), late.signal)
  } catch (error) {
    // A sender returns every outcome as a value: this is a bug, and nobody knows what was sent.
    log('send-threw', { id: row.id, error: errorName(error) })
    return { state: 'uncertain', why: 'bug' }
  } finally {
    clearTimeout(timer)
  }
}

/** Takes up what stands at `sending` under somebody who is no longer there; `mine`: what is being sent here, whatever the clock says. */
async function adoptOrphans(settings: DeliverSettings, mine: ReadonlySet<string>): Promise<void> {
  const { store, sender, owner, sole, now, log } = settings
  const { channel } = sender
  const orphans = await orphanedSends(store.read, channel, owner, now(), sole)
  for (const { id, leaseOwner } of orphans.filter(({ id }) => !mine.has(id))) {
    await store.tx((tx) => recordEvent(tx, id, senderDied, now(), leaseOwner ?? undefined), 'queue')
    log('orphan-adopted', { id })
  }
}
