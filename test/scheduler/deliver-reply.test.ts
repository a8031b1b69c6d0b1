import { eq } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { outbox } from '../../db/messaging/outbox.ts'
import { queueMessages, queueReply } from '../../db/messaging/queue-message.ts'
import type { Store } from '../../db/store.ts'
import { type Deliverer, makeDeliverer } from '../../scheduler/deliver.ts'
import { makeAccount, monday, testStore } from '../support.ts'
import { makePost, type Post } from './deliverer.ts'

const rowsOf = (store: Store) =>
  store.read
    .select({
      status: outbox.status,
      owner: outbox.leaseOwner,
      attempts: outbox.attempts,
      part: outbox.part,
    })
    .from(outbox)
    .orderBy(outbox.id)

async function rig(values: Parameters<typeof makePost>[2] = {}) {
  const store = await testStore()
  const post = makePost(store, undefined, values)
  const deliverer = makeDeliverer(post.settings)
  const account = await makeAccount(store)
  return { store, post, deliverer, account }
}
type Rig = Awaited<ReturnType<typeof rig>>

/** Writes a reply as the dispatcher does; resolves to the place it was given. */
async function reply({ store, account, deliverer }: Rig, text: string) {
  const place = deliverer.reserve()
  const message = { to: account, kind: 'reply' as const, content: { text } }
  const part = await store.tx((tx) => queueReply(tx, message, monday, () => place))
  return { place, part }
}

const said = ({ sent }: Post) => sent.map(({ message }) => message.text)

async function settled(store: Store, deliverer: Deliverer): Promise<void> {
  await vi.waitFor(async () => {
    deliverer.kick()
    const rows = await rowsOf(store)
    if (rows.some(({ status }) => status === 'sending' || status === 'queued'))
      throw new Error('under way')
  })
  await deliverer.stop()
}

describe('a reply that a sender takes out of the transaction that writes it', () => {
  test('stands at sending from the start, is sent once, and is recorded', async () => {
    const one = await rig()
    const { place, part } = await reply(one, '记下了')
    expect(await rowsOf(one.store)).toEqual([
      { status: 'sending', owner: 'me', attempts: 1, part: 0 },
    ])
    expect(one.post.sent).toEqual([])
    place?.use(part)
    await settled(one.store, one.deliverer)
    expect(said(one.post)).toEqual(['记下了'])
    expect(await rowsOf(one.store)).toEqual([
      { status: 'accepted', owner: null, attempts: 1, part: 0 },
    ])
  })

  test('waits its turn while something earlier to the same person is on its way', async () => {
    const one = await rig()
    const earlier = { to: one.account, kind: 'answer' as const, content: { text: '先' } }
    await one.store.tx((tx) => queueMessages(tx, [earlier], monday))
    const { place, part } = await reply(one, '后')
    expect(part).toBeUndefined()
    place?.use(part)
    await settled(one.store, one.deliverer)
    expect(said(one.post)).toEqual(['先', '后'])
  })

  test('does not wait for what is only planned', async () => {
    const one = await rig()
    const later = {
      to: one.account,
      kind: 'answer' as const,
      content: { text: '明天' },
      dueAt: monday + 86_400_000,
    }
    await one.store.tx((tx) => queueMessages(tx, [later], monday))
    const { part } = await reply(one, '现在')
    expect(part?.content.text).toBe('现在')
  })

  test('a long one goes part by part, in order', async () => {
    const one = await rig()
    const { place, part } = await reply(one, '长'.repeat(9_000))
    expect((await rowsOf(one.store)).map(({ status }) => status)).toEqual([
      'sending',
      'queued',
      'queued',
    ])
    place?.use(part)
    await settled(one.store, one.deliverer)
    expect(said(one.post).join('')).toBe('长'.repeat(9_000))
  })

  test('a rolled back one leaves no row and gives its place back', async () => {
    const one = await rig({ parallel: 1 })
    const place = one.deliverer.reserve()
    const message = { to: one.account, kind: 'reply' as const, content: { text: '不' } }
    await expect(
      one.store.tx(async (tx) => {
        await queueReply(tx, message, monday, () => place)
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect(one.deliverer.reserve()).toBeUndefined()
    place?.use(undefined)
    expect(await rowsOf(one.store)).toEqual([])
    expect(one.deliverer.reserve()).toBeDefined()
    await one.deliverer.stop()
  })

  test('no more places than sends may be under way, and none during a pause', async () => {
    const { deliverer, post } = await rig({ parallel: 3 })
    const places = [1, 2, 3, 4].map(() => deliverer.reserve())
    expect(places.map((place) => place !== undefined)).toEqual([true, true, true, false])
    for (const place of places) place?.use(undefined)
    post.settings.pace.pauseUntil(monday + 1_000)
    expect(deliverer.reserve()).toBeUndefined()
    post.clock.now = monday + 1_000
    expect(deliverer.reserve()).toBeDefined()
    await deliverer.stop()
  })

  test('one whose sender died before the send is taken up by the next and sent', async () => {
    const dead = await rig()
    await reply(dead, '还在吗')
    await dead.deliverer.stop()
    expect(dead.post.sent).toEqual([])

    const next = makePost(dead.store, undefined, { owner: 'next' })
    const deliverer = makeDeliverer(next.settings)
    await vi.waitFor(async () => {
      deliverer.kick()
      next.clock.now += 1_000
      const [row] = await dead.store.read.select().from(outbox).where(eq(outbox.part, 0))
      expect(row).toMatchObject({ status: 'accepted', copies: 2 })
    })
    await deliverer.stop()
    expect(said(next)).toEqual(['还在吗'])
  })
})
