import { storeIncoming } from '../db/messaging/inbox.ts'
import type { ChannelName } from '../db/messaging/message.ts'
import type { Store } from '../db/store.ts'
import type { Receive } from './channels/types.ts'

/** Stores what a channel received; when it resolves the batch is durable and the channel may confirm it to its platform. */
export function makeReceive(
  store: Store,
  now: () => number,
  stored: (channel: ChannelName) => void,
): Receive {
  return async (batch) => {
    const [first] = batch
    if (first === undefined) return
    const fresh = await store.tx((tx) => storeIncoming(tx, batch, now()))
    if (fresh > 0) stored(first.channel)
  }
}
