import { describe, expect, test, vi } from 'vitest'
import type { Answering } from '../../bot/handle-message.ts'
import { maxInboxAttempts } from '../../db/messaging/inbox.ts'
import { outbox } from '../../db/messaging/outbox.ts'
import { testStore } from '../support.ts'
import { answer, dispatching, type Logged, statusOf, take, untilDone } from './dispatching.ts'
import { failingStore, type Mishap } from './failing-store.ts'

/**
 * An answerer that breaks at these words until so many failures were told, and keeps what it was asked: once a try, because
 * a transaction may run its body again.
 */
function breaking(word: string, times: number) {
  const asked: string[] = []
  const tries = new Set<string>()
  const answering =
    (logged: Logged): Answering =>
    (question) => {
      const attempt = `${question}${logged.length}`
      if (!tries.has(attempt)) asked.push(question)
      tries.add(attempt)
      if (question.includes(word) && logged.length < times) throw new Error('bug')
      return answer(`答：${question}`)
    }
  return { asked, answering }
}

describe('a message that fails', () => {
  test.each([
    1, 2,
  ])('%i times is tried again before anything later of the same person', async (times) => {
    const store = await testStore()
    await take(store, ['a', '坏一'], ['a', '好二'], ['b', '好三'])
    const { asked, answering } = breaking('坏', times)
    const one = dispatching(store, { answering })
    await untilDone(store, one)
    expect(await statusOf(store)).toEqual(['done', 'done', 'done'])
    const ofFirst = asked.filter((question) => question !== '好三')
    expect(ofFirst).toEqual([...Array.from({ length: times + 1 }, () => '坏一'), '好二'])
    expect(asked.indexOf('好三')).toBeLessThanOrEqual(2)
    expect(one.logged.map(({ event, attempts }) => [event, attempts])).toEqual(
      Array.from({ length: times }, (_, n) => ['message-failed', n + 1]),
    )
  })

  test('three times is left to staff, and the next of the same person goes on', async () => {
    const store = await testStore()
    await take(store, ['a', '坏一'], ['a', '好二'])
    const { asked, answering } = breaking('坏', 99)
    const one = dispatching(store, { answering })
    await untilDone(store, one)
    expect(await statusOf(store)).toEqual(['failed', 'done'])
    expect(asked).toEqual([...Array.from({ length: maxInboxAttempts }, () => '坏一'), '好二'])
  })

  test('is not tried before its pause is over', async () => {
    const store = await testStore()
    await take(store, ['a', '坏一'])
    const { asked, answering } = breaking('坏', 1)
    const one = dispatching(store, { answering })
    one.dispatcher.kick()
    await vi.waitFor(() => expect(one.logged).toHaveLength(1))
    one.clock.now += 999
    one.dispatcher.kick()
    await one.dispatcher.stop()
    expect(asked).toHaveLength(1)
    expect(await statusOf(store)).toEqual(['new'])
  })

  test('gives its place back every time, and says nothing', async () => {
    const store = await testStore()
    await take(store, ['a', '坏一'])
    const { answering } = breaking('坏', 99)
    const one = dispatching(store, { answering, places: 1 })
    await untilDone(store, one)
    expect(one.state.free).toBe(1)
    expect(one.state.replied).toBe(0)
    expect(one.taken.filter((reply) => reply !== undefined)).toEqual([])
    expect(await store.read.select().from(outbox)).toEqual([])
  })
})

describe('places for replies', () => {
  test('are taken by at most as many as there are; the others wait in the outbox', async () => {
    const store = await testStore()
    await take(store, ...['a', 'b', 'c', 'd', 'e'].map((peer) => [peer, '住院'] as const))
    const one = dispatching(store, { places: 2 })
    await untilDone(store, one)
    const rows = await store.read.select().from(outbox)
    const sending = rows.filter(({ status }) => status === 'sending').map(({ id }) => id)
    expect(one.taken.map((part) => part?.row.id).toSorted()).toEqual(sending.toSorted())
    expect(rows).toHaveLength(5)
    expect(one.state).toMatchObject({ free: 2, replied: 5 })
    expect(one.state.most).toBeLessThanOrEqual(2)
  })

  test('are given back by a reply that was rolled back, and taken again by the next try', async () => {
    const store = await testStore()
    await take(store, ['a', '住院'])
    const mishaps: Mishap[] = ['undone']
    const one = dispatching(
      failingStore(store, () => mishaps.shift()),
      { places: 1 },
    )
    await untilDone(store, one)
    expect(one.taken.map((part) => part?.content.text)).toEqual([
      undefined,
      expect.stringContaining('第十二条（一）'),
    ])
    expect(one.state.free).toBe(1)
  })

  test('go to a reply that stands although its transaction was told as failed', async () => {
    const store = await testStore()
    await take(store, ['a', '住院'])
    const mishaps: Mishap[] = ['unheard']
    const failing = failingStore(store, () => mishaps.shift())
    const one = dispatching(failing)
    await untilDone(store, one)
    expect(await statusOf(store)).toEqual(['done'])
    expect(one.taken.map((part) => part?.content.text)).toEqual([
      expect.stringContaining('第十二条（一）'),
    ])
    expect(one.state.free).toBe(2)
  })
})
