import { onTestFinished } from 'vitest'
import type { Channel } from '../../bot/channels/types.ts'
import { meetAccount } from '../../db/messaging/channel-account.ts'
import { claimMessages } from '../../db/messaging/claim-outbox.ts'
import {
  finishMessage,
  readContent,
  storeIncoming,
  waitingMessages,
} from '../../db/messaging/inbox.ts'
import type { IncomingContent, OutgoingContent } from '../../db/messaging/message.ts'
import { readBody } from '../../db/messaging/outbox.ts'
import { queueMessages } from '../../db/messaging/queue-message.ts'
import { recordEvent } from '../../db/messaging/record-outbox.ts'
import type { Store } from '../../db/store.ts'

/** What the scripted core says to a message; undefined: nothing. */
export type Script = (content: IncomingContent) => OutgoingContent | undefined

/** Takes every stored web chat message and queues what the script says, as the real dispatcher does. */
export async function answerAll(store: Store, script: Script, now: () => number): Promise<void> {
  for (const row of await waitingMessages(store.read, 'webchat', 100)) {
    await store.tx(async (tx) => {
      if (!(await finishMessage(tx, row.id, now()))) return
      const to = await meetAccount(tx, row, now())
      const content = script(readContent(tx, row))
      if (content === undefined) return
      await queueMessages(tx, [{ to, kind: 'reply', content, inboxId: row.id }], now())
    })
  }
}

/** Sends what is due, as the real sender does. */
export async function deliverAll(store: Store, channel: Channel, now: () => number): Promise<void> {
  const claim = { channel: 'webchat', owner: 'test', leaseMs: 60_000, limit: 100, lane: 0 } as const
  for (const row of await store.tx((tx) => claimMessages(tx, { ...claim, now: now() }))) {
    const signal = new AbortController().signal
    const { state } = await channel.send(row.peerId, readBody(store.read, row), signal)
    if (state !== 'accepted') throw new Error(`not accepted: ${state}`)
    await store.tx((tx) => recordEvent(tx, row.id, { type: 'accepted' }, now(), 'test'))
  }
}

/** Starts the channel with a core that stores, answers by the script, and delivers. */
export async function startScripted(
  store: Store,
  channel: Channel,
  script: Script,
  now: () => number,
): Promise<void> {
  let last = Promise.resolve()
  onTestFinished(() => last)
  await channel.start(async (batch) => {
    await store.tx((tx) => storeIncoming(tx, batch, now()))
    last = last
      .then(() => answerAll(store, script, now))
      .then(() => deliverAll(store, channel, now))
  })
}
