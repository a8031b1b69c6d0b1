import { asc, eq } from 'drizzle-orm'
import { type Claim, claimMessages } from '../../../db/messaging/claim-outbox.ts'
import { type OutboxRow, outbox } from '../../../db/messaging/outbox.ts'
import type { OutboxEvent } from '../../../db/messaging/outbox-state.ts'
import { type NewMessage, queueMessages } from '../../../db/messaging/queue-message.ts'
import { recordEvents } from '../../../db/messaging/record-outbox.ts'
import type { Store } from '../../../db/store.ts'
import { makeAccount, monday } from '../../support.ts'

/** Queues messages to one account, made when none is given; returns the new rows in order. */
export async function say(
  store: Store,
  ...messages: readonly Partial<NewMessage>[]
): Promise<OutboxRow[]> {
  const before = new Set((await allRows(store)).map(({ id }) => id))
  const to = messages[0]?.to ?? (await makeAccount(store))
  const whole = messages.map((message) => ({
    to,
    kind: 'reply' as const,
    content: { text: '您好' },
    ...message,
  }))
  await store.tx((tx) => queueMessages(tx, whole, monday))
  return (await allRows(store)).filter(({ id }) => !before.has(id))
}

let peers = 0

/** Queues each message to an account of its own, unless it names one; returns the new rows in order. */
export async function sayToEach(
  store: Store,
  ...messages: readonly Partial<NewMessage>[]
): Promise<OutboxRow[]> {
  const whole: Partial<NewMessage>[] = []
  for (const message of messages) {
    const to = message.to ?? (await makeAccount(store, { peerId: `each${++peers}` }))
    whole.push({ ...message, to })
  }
  return say(store, ...whole)
}

/** The whole outbox, oldest first. */
export const allRows = (store: Store): Promise<OutboxRow[]> =>
  Promise.resolve(store.read.select().from(outbox).orderBy(asc(outbox.id)))

/** One row as it stands. */
export async function rowOf(store: Store, id: string): Promise<OutboxRow> {
  const [row] = await store.read.select().from(outbox).where(eq(outbox.id, id))
  if (row === undefined) throw new Error(`no row ${id}`)
  return row
}

/** Claims as one sender does; default: twenty urgent ones on Telegram for a minute. */
export const claim = (store: Store, values: Partial<Claim> = {}): Promise<OutboxRow[]> =>
  store.tx(
    (tx) =>
      claimMessages(tx, {
        channel: 'telegram',
        owner: 'a',
        now: monday,
        leaseMs: 60_000,
        limit: 20,
        lane: 0,
        ...values,
      }),
    'queue',
  )

/** Records one event and says whether it was taken. */
export async function record(
  store: Store,
  id: string,
  event: OutboxEvent,
  owner?: string,
  now = monday,
): Promise<boolean> {
  const ids = await store.tx((tx) => recordEvents(tx, [{ id, event }], now, owner), 'queue')
  return ids.includes(id)
}
