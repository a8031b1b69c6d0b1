import { describe, expect, test, vi } from 'vitest'
import type { Store, Tx, TxMode } from '../../db/store.ts'
import { makeDeliverer } from '../../scheduler/deliver.ts'
import type { SendOutcome } from '../../scheduler/types.ts'
import { allRows, sayToEach } from '../db/messaging/outbox.ts'
import { testStore } from '../support.ts'
import { makePost, oneRound, roundAfter } from './deliverer.ts'

/** A database whose next transactions fail after their work, as many as `left` says. */
function failing(store: Store): Store & { left: number } {
  const faulty = {
    ...store,
    left: 0,
    tx: <T>(body: (tx: Tx) => Promise<T>, mode?: TxMode): Promise<T> => {
      const fails = faulty.left > 0
      if (fails) faulty.left -= 1
      return store.tx(async (tx) => {
        const result = await body(tx)
        if (fails) throw new Error('disk full')
        return result
      }, mode)
    },
  }
  return faulty
}

/** A platform that keeps every message until it is told what becomes of it. */
function holding() {
  const held: ((outcome: SendOutcome) => void)[] = []
  const answer = () => new Promise<SendOutcome>((resolve) => held.push(resolve))
  return { held, answer }
}

const accepted = { state: 'accepted' } as const
const statuses = async (store: Store) => (await allRows(store)).map(({ status }) => status)
const reply = (text: string) => ({ kind: 'reply' as const, content: { text } })

describe('when the database fails', () => {
  test.each([
    1, 2,
  ])('%i times in recording, it is tried again and nothing is said twice', async (times) => {
    const store = failing(await testStore())
    await sayToEach(store, reply('一'), reply('二'))
    const { held, answer } = holding()
    const post = makePost(store, answer)
    const deliverer = makeDeliverer(post.settings)
    deliverer.kick()
    await vi.waitFor(() => expect(held).toHaveLength(2))
    store.left = times
    for (const end of held) end(accepted)
    await vi.waitFor(async () => expect(await statuses(store)).toEqual(['accepted', 'accepted']), {
      timeout: 5_000,
    })
    await deliverer.stop()
    expect(post.sent).toHaveLength(2)
    const failed = { channel: 'telegram', error: 'Error' }
    expect(post.log).toEqual(Array(times).fill({ event: 'deliver-failed', fields: failed }))
  })

  test('in claiming, nothing is sent that does not stand at sending', async () => {
    const store = failing(await testStore())
    await sayToEach(store, reply('一'))
    store.left = 1
    const post = makePost(store)
    expect(await roundAfter(post, 0)).toEqual([])
    expect(await statuses(store)).toEqual(['queued'])
    expect(await roundAfter(post, 0)).toEqual(['一'])
  })

  test('for good, the message stays at sending, and the next process says it once more at most', async () => {
    const store = failing(await testStore())
    await sayToEach(store, reply('一'), { kind: 'greeting', content: { text: '节日好' } })
    const lost = makePost(store, () => {
      store.left = 9
      return accepted
    })
    await oneRound(lost)
    store.left = 0
    expect(lost.log.at(-1)).toEqual({
      event: 'outcome-not-recorded',
      fields: { channel: 'telegram', error: 'Error' },
    })
    expect(await statuses(store)).toContain('sending')
    const next = makePost(store, undefined, { owner: 'next' })
    const said: string[] = []
    for (let round = 0; round < 4; round++) said.push(...(await roundAfter(next, 2_000)))
    const all = [...lost.sent.map(({ message }) => message.text), ...said]
    expect(all.filter((text) => text === '一')).toHaveLength(2)
    expect(all.filter((text) => text === '节日好')).toHaveLength(1)
  })
})

describe('stopping', () => {
  test('waits for what is on the wire, records it, and begins nothing new', async () => {
    const store = await testStore()
    await sayToEach(store, reply('一'), reply('二'), reply('三'))
    const { held, answer } = holding()
    const post = makePost(store, answer, { parallel: 2 })
    const deliverer = makeDeliverer(post.settings)
    deliverer.kick()
    await vi.waitFor(() => expect(held).toHaveLength(2))
    let stopped = false
    const stopping = deliverer.stop().then(() => {
      stopped = true
    })
    held[0]?.(accepted)
    await allRows(store)
    expect(stopped).toBe(false)
    held[1]?.({ state: 'refused', why: 'offline' })
    await stopping
    deliverer.kick()
    expect(await statuses(store)).toEqual(['accepted', 'retry_wait', 'queued'])
    expect(post.sent).toHaveLength(2)
  })

  test('before the first round leaves everything as it is', async () => {
    const store = await testStore()
    await sayToEach(store, reply('一'))
    const post = makePost(store)
    await makeDeliverer(post.settings).stop()
    expect([await statuses(store), post.sent]).toEqual([['queued'], []])
  })
})

test('goes on by itself until nothing is due, after one kick, however slow single sends are', async () => {
  const store = await testStore()
  await sayToEach(store, ...Array.from({ length: 12 }, (_, n) => reply(`第${n}条`)))
  const { held, answer } = holding()
  const post = makePost(
    store,
    (to, message) => (message.text === '第0条' ? answer() : { state: 'accepted', remoteId: to }),
    { parallel: 3 },
  )
  const deliverer = makeDeliverer(post.settings)
  deliverer.kick()
  await vi.waitFor(
    async () => expect(await statuses(store)).toEqual(['sending', ...Array(11).fill('accepted')]),
    { timeout: 5_000 },
  )
  held[0]?.(accepted)
  await deliverer.stop()
  expect(await statuses(store)).toEqual(Array(12).fill('accepted'))
  expect(post.sent).toHaveLength(12)
})
