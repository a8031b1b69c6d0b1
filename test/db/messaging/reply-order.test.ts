import { asc } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import type { ChannelAccount } from '../../../db/messaging/channel-account.ts'
import { inbox, storeIncoming } from '../../../db/messaging/inbox.ts'
import { type OutboxRow, orphanedSends, readBody } from '../../../db/messaging/outbox.ts'
import { queueReply, type Taker, takenReply } from '../../../db/messaging/queue-message.ts'
import type { Store } from '../../../db/store.ts'
import { incoming, makeAccount, monday, testStore } from '../../support.ts'
import { allRows, claim, record, say } from './outbox.ts'

const leaseMs = 60_000
const taker = (now = monday): Taker => ({ owner: 'web', leaseUntil: now + leaseMs })

/** Replies as a dispatcher does: offers to take it, and tells whether it was asked. */
async function reply(store: Store, to: ChannelAccount, text: string, now = monday, offers = true) {
  let asked = 0
  const offer = () => {
    asked += 1
    return offers ? taker(now) : undefined
  }
  const message = { to, kind: 'reply', content: { text } } as const
  const part = await store.tx((tx) => queueReply(tx, message, now, offer))
  return { part, asked }
}

const stateOf = ({ status, attempts, leaseOwner, leaseUntil }: OutboxRow) => ({
  status,
  attempts,
  leaseOwner,
  leaseUntil,
})
const taken = (now = monday) => ({
  status: 'sending',
  attempts: 1,
  leaseOwner: 'web',
  leaseUntil: now + leaseMs,
})
const waiting = { status: 'queued', attempts: 0, leaseOwner: null, leaseUntil: 0 }

describe('a reply that somebody offers to take', () => {
  test('stands at sending under its taker from the start, and is handed out as it says', async () => {
    const store = await testStore()
    const to = await makeAccount(store)
    const { part, asked } = await reply(store, to, '您好')
    const [row] = await allRows(store)
    expect([part?.row, part?.content, asked]).toEqual([row, { text: '您好' }, 1])
    expect(row && stateOf(row)).toEqual(taken())
    expect(row && readBody(store.read, row)).toEqual({ text: '您好' })
    expect(await claim(store)).toEqual([])
  })

  test('waits when the offer is withdrawn, and is claimed by whoever comes', async () => {
    const store = await testStore()
    const to = await makeAccount(store)
    const { part, asked } = await reply(store, to, '您好', monday, false)
    expect([part, asked]).toEqual([undefined, 1])
    expect((await allRows(store)).map(stateOf)).toEqual([waiting])
    expect(await claim(store)).toHaveLength(1)
  })

  test.each<[string, (store: Store, id: string) => Promise<unknown>, boolean]>([
    ['waits to be claimed', async () => undefined, false],
    ['is being sent', (store) => claim(store), false],
    [
      'is to be tried again',
      async (store, id) => {
        await claim(store)
        await record(store, id, { type: 'refused', why: 'limited' }, 'a')
      },
      false,
    ],
    [
      'was taken by the platform',
      async (store, id) => {
        await claim(store)
        await record(store, id, { type: 'accepted' }, 'a')
      },
      true,
    ],
    [
      'was refused for good',
      async (store, id) => {
        await claim(store)
        await record(store, id, { type: 'refused', why: 'blocked' }, 'a')
      },
      true,
    ],
    ['was taken back', (store, id) => record(store, id, { type: 'cancel' }), true],
  ])('while an earlier one to the person %s, takes its turn', async (_, happens, free) => {
    const store = await testStore()
    const to = await makeAccount(store)
    const [earlier] = await say(store, { to })
    await happens(store, earlier?.id ?? '')
    const { part, asked } = await reply(store, to, '第二句')
    expect([part !== undefined, asked]).toEqual([free, free ? 1 : 0])
    const last = (await allRows(store)).at(-1)
    expect(last && stateOf(last)).toEqual(free ? taken() : waiting)
  })

  test.each<[string, Partial<Parameters<typeof say>[1]>]>([
    ['a greeting, which is bulk', { kind: 'greeting' }],
    ['what is planned for later', { dueAt: monday + 1 }],
  ])('does not wait behind %s', async (_, message) => {
    const store = await testStore()
    const to = await makeAccount(store)
    await say(store, { to, ...message })
    expect((await reply(store, to, '您好')).part).toBeDefined()
  })

  test('does not wait behind what is said to somebody else', async () => {
    const store = await testStore()
    await say(store, { to: await makeAccount(store, { peerId: 'other' }) })
    const to = await makeAccount(store)
    expect((await reply(store, to, '您好')).part).toBeDefined()
  })

  test('of several parts has the first taken and the others in order behind it', async () => {
    const store = await testStore()
    const to = await makeAccount(store)
    const text = Array.from({ length: 900 }, (_, n) => `第${n}句，请收好。`).join('\n')
    const { part } = await reply(store, to, text)
    const rows = await allRows(store)
    expect(rows.length).toBeGreaterThan(2)
    expect(rows.map(({ part: index }) => index)).toEqual(rows.map((_, index) => index))
    expect(rows.map(({ status }) => status)).toEqual(
      rows.map((_, index) => (index === 0 ? 'sending' : 'queued')),
    )
    const order = [part?.row.id]
    await record(store, part?.row.id ?? '', { type: 'accepted' }, 'web')
    for (let [next] = await claim(store); next !== undefined; [next] = await claim(store)) {
      order.push(next.id)
      await record(store, next.id, { type: 'accepted' }, 'a')
    }
    expect(order).toEqual(rows.map(({ id }) => id))
  })

  test('is found again by its taker alone, for its message alone, while it stands at sending', async () => {
    const store = await testStore()
    const to = await makeAccount(store)
    await store.tx((tx) => storeIncoming(tx, [incoming('问'), incoming('再问')], monday))
    const [first, second] = await store.read.select().from(inbox).orderBy(asc(inbox.id))
    const inboxId = first?.id ?? ''
    const message = { to, kind: 'reply', content: { text: '您好' }, inboxId } as const
    const part = await store.tx((tx) => queueReply(tx, message, monday, () => taker()))
    expect(part).toBeDefined()
    const found = (id: string, owner = 'web') => takenReply(store.read, id, { ...taker(), owner })
    expect(await found(inboxId)).toEqual(part)
    expect([await found(inboxId, 'other'), await found(second?.id ?? '')]).toEqual([
      undefined,
      undefined,
    ])
    const again = await store.tx((tx) => queueReply(tx, message, monday, () => taker()))
    expect([again, (await allRows(store)).length]).toEqual([undefined, 1])
    await record(store, part?.row.id ?? '', { type: 'accepted' }, 'web')
    expect(await found(inboxId)).toBeUndefined()
  })

  test.each([
    [0, false],
    [leaseMs, false],
    [leaseMs + 1, true],
  ])('is another’s to take up %i ms later: %s', async (ms, orphaned) => {
    const store = await testStore()
    await reply(store, await makeAccount(store), '您好')
    const found = await orphanedSends(store.read, 'telegram', 'b', monday + ms, false)
    expect(found.map(({ leaseOwner }) => leaseOwner)).toEqual(orphaned ? ['web'] : [])
    const alone = await orphanedSends(store.read, 'telegram', 'b', monday + ms, true)
    expect(alone).toHaveLength(1)
  })
})
