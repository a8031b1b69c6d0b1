import { errorName } from '../db/errors.ts'
import { claimMessages, recordEvent } from '../db/messaging/claim-outbox.ts'
import { bulkSent, type OutboxRow, orphanedSends, readBody } from '../db/messaging/outbox.ts'
import type { OutboxEvent } from '../db/messaging/outbox-state.ts'
import type { Store } from '../db/store.ts'
import { type Loop, makeLoop } from './loop.ts'
import type { Pace } from './pace.ts'
import type { Log, Sender, SendOutcome } from './types.ts'

const sendTimeoutMs = 20_000
const leaseMs = 60_000
const idleMs = 500

/** What delivering on one channel needs. */
export interface DeliverSettings {
  readonly store: Store
  readonly sender: Sender
  readonly pace: Pace
  /** This process, different at every start: rows that stand at `sending` under another name lost their sender. */
  readonly owner: string
  readonly now: () => number
  readonly log: Log
}

const eventOf = (outcome: SendOutcome): OutboxEvent => {
  const { state, ...rest } = outcome
  // Cast: the states of an outcome are event types, with the same further fields.
  return { type: state, ...rest } as OutboxEvent
}

/** Due outbox rows → Sender → what became of them. Urgent before bulk; one message at a time per person. */
export function makeDeliverer(settings: DeliverSettings): Loop {
  const { store, sender, pace, owner, now, log } = settings
  const { channel } = sender
  const tails = new Map<string, Promise<void>>()
  let underWay = 0

  async function sendOne(row: OutboxRow): Promise<void> {
    const signal = AbortSignal.timeout(sendTimeoutMs)
    let outcome: SendOutcome
    try {
      outcome = await sender.send(row.peerId, readBody(store.read, row), signal)
    } catch (error) {
      // A sender returns every outcome as a value: this is a bug, and nobody knows what was sent.
      log('send-threw', { id: row.id, error: errorName(error) })
      outcome = { state: 'uncertain', why: 'bug' }
    }
    if (outcome.state === 'refused' && outcome.why === 'limited') {
      pace.pauseUntil(now() + (outcome.retryAfterMs ?? 5_000))
    }
    if (outcome.state !== 'accepted') log('send-not-accepted', { id: row.id, why: outcome.why })
    await store.tx((tx) => recordEvent(tx, row.id, eventOf(outcome), now(), owner), 'queue')
  }

  function start(row: OutboxRow): void {
    underWay += 1
    const before = tails.get(row.peerId) ?? Promise.resolve()
    const mine = before
      .then(() => sendOne(row))
      // The row stays at `sending`; when its lease ends it is taken up as an orphan.
      .catch((error: unknown) =>
        log('outcome-not-recorded', { id: row.id, error: errorName(error) }),
      )
      .finally(() => {
        underWay -= 1
        if (tails.get(row.peerId) === mine) tails.delete(row.peerId)
        loop.kick()
      })
    tails.set(row.peerId, mine)
  }

  async function claimLane(lane: 0 | 1, limit: number): Promise<void> {
    if (limit <= 0) return
    const rows = await claimMessages(store, { channel, owner, now: now(), leaseMs, limit, lane })
    for (const row of rows) start(row)
  }

  async function adoptOrphans(): Promise<void> {
    const rows = await orphanedSends(
      store.read,
      channel,
      owner,
      store.engine === 'sqlite' ? undefined : now(),
    )
    for (const { id } of rows) {
      const event = { type: 'uncertain', why: 'sender-died' } as const
      await store.tx((tx) => recordEvent(tx, id, event, now()), 'queue')
      log('orphan-adopted', { id })
    }
  }

  const loop = makeLoop(
    async () => {
      await adoptOrphans()
      if (now() < pace.pausedUntil) return
      await claimLane(0, sender.parallel - underWay)
      const room = sender.parallel - underWay
      if (room > 0) {
        const sent = await bulkSent(store.read, channel, now())
        await claimLane(1, pace.takeBulk(room, sent, now()))
      }
    },
    idleMs,
    (error) => log('deliver-failed', { channel, error: errorName(error) }),
  )
  return {
    kick: loop.kick,
    async stop() {
      await loop.stop()
      await Promise.all(tails.values())
    },
  }
}
