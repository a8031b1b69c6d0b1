import { errorName } from '../db/errors.ts'
import {
  failMessage,
  type InboxRow,
  maxInboxAttempts,
  waitingMessages,
} from '../db/messaging/inbox.ts'
import type { ChannelName } from '../db/messaging/message.ts'
import { type Part, takenReply } from '../db/messaging/queue-message.ts'
import type { Store } from '../db/store.ts'
import type { Deliverer, Place } from '../scheduler/deliver.ts'
import { type Loop, makeLoop } from '../scheduler/loop.ts'
import type { Preparing } from './aids/prepare.ts'
import type { ChannelEnvironment } from './channels/types.ts'
import { type Answering, handleMessage } from './handle-message.ts'

const batch = 400
const idleMs = 500

/** What the dispatcher of one channel needs. */
export interface DispatchSettings extends ChannelEnvironment {
  readonly store: Store
  readonly channel: ChannelName
  readonly answering: Answering
  /** Finds out about messages before they are handled, where something is switched on for that. */
  readonly preparing?: Preparing | undefined
  /** Told after every message that was handled: words wait in the outbox. */
  readonly replied: () => void
  /** A place for the reply among the sends under way; without one it waits in the outbox. */
  readonly reserve: Deliverer['reserve']
}

/** Messages by sender, each sender's in the order they came. */
function byPeer(rows: readonly InboxRow[]): InboxRow[][] {
  const queues = new Map<string, InboxRow[]>()
  for (const row of rows) {
    const key = `${row.account}\0${row.peerId}`
    const queue = queues.get(key)
    if (queue === undefined) queues.set(key, [row])
    else queue.push(row)
  }
  return [...queues.values()]
}

/**
 * Takes stored messages: in order per person, different people side by side. A message that fails is tried again after a
 * pause, before anything later of the same person; the third failure moves it to the staff list and the next goes on.
 */
export function makeDispatcher(settings: DispatchSettings): Loop {
  const { store, channel, now, log, replied, preparing } = settings

  /** True when the next message of this person may go on. */
  async function take(row: InboxRow): Promise<boolean> {
    if (row.dueAt > now() || preparing?.holds(row) === true) return false
    let place: Place | undefined
    let reply: Part | undefined
    const offer = () => {
      place ??= settings.reserve()
      return place
    }
    try {
      reply = await handleMessage(row, settings, offer, preparing?.found(row.id))
      replied()
      return true
    } catch (error) {
      const failed = await store.tx((tx) => failMessage(tx, row.id, errorName(error), now()))
      log('message-failed', { id: row.id, error: errorName(error), attempts: failed?.attempts })
      // It stands after all: the failure was in hearing of it.
      if (failed === undefined && place !== undefined)
        reply = await takenReply(store.read, row.id, place)
      return failed === undefined || failed.attempts >= maxInboxAttempts
    } finally {
      place?.use(reply)
    }
  }

  async function takeAll(queue: readonly InboxRow[]): Promise<number> {
    let taken = 0
    for (const row of queue) {
      if (!(await take(row))) break
      taken += 1
    }
    return taken
  }

  const loop = makeLoop(
    async () => {
      const rows = await waitingMessages(store.read, channel, batch + (preparing?.held() ?? 0))
      const taken = await Promise.all(byPeer(rows).map(takeAll))
      if (taken.some((count) => count > 0)) loop.kick()
    },
    { idleMs },
    (error) => log('dispatch-failed', { error: errorName(error) }),
  )
  return loop
}
