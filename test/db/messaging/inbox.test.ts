import { asc } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import {
  failMessage,
  finishMessage,
  inbox,
  inboxBacklog,
  maxTextChars,
  messagesOfPeer,
  readContent,
  settleFailed,
  storeIncoming,
  waitingMessages,
} from '../../../db/messaging/inbox.ts'
import type { Incoming } from '../../../db/messaging/message.ts'
import type { Store } from '../../../db/store.ts'
import { incoming, monday, testStore } from '../../support.ts'

const take = (store: Store, batch: readonly Incoming[], now = monday) =>
  store.tx((tx) => storeIncoming(tx, batch, now))

const rows = (store: Store) => store.read.select().from(inbox).orderBy(asc(inbox.id))

async function one(store: Store, message = incoming('投诉：没有座位')) {
  await take(store, [message])
  const [row] = await waitingMessages(store.read, message.channel, 1)
  if (row === undefined) throw new Error('nothing stored')
  return row
}

const texts = async (store: Store) =>
  (await rows(store)).map((row) => readContent(store.read, row).text)

describe('taking messages in', () => {
  test('stores what came, sealed, and gives it back whole', async () => {
    const store = await testStore()
    const files = [{ ref: 'f1', kind: 'voice', mediaType: 'audio/ogg', bytes: 9 }] as const
    const message = incoming('我住院了', { content: { kind: 'file', files } })
    const row = await one(store, message)
    expect(readContent(store.read, row)).toEqual(message.content)
    expect(row.content.includes('住院')).toBe(false)
    expect(row).toMatchObject({ status: 'new', attempts: 0, receivedAt: monday, sentAt: monday })
  })

  test('a second delivery makes no second row, in the same batch or a later one, and changes nothing', async () => {
    const store = await testStore()
    const message = incoming('一', { externalId: 'same' })
    expect(await take(store, [message, message, incoming('二')])).toBe(2)
    const before = await rows(store)
    expect(
      await take(store, [{ ...message, content: { kind: 'text', text: '改' } }], monday + 9),
    ).toBe(0)
    expect(await rows(store)).toEqual(before)
  })

  test('the same id on another channel or account is another message', async () => {
    const store = await testStore()
    const externalId = 'same'
    const batch = [
      incoming('a', { externalId }),
      incoming('b', { externalId, account: '43' }),
      incoming('c', { externalId, channel: 'wechat' }),
    ]
    expect(await take(store, batch)).toBe(3)
  })

  test('eight deliveries of one message at once make one row', async () => {
    const store = await testStore()
    const message = incoming('一')
    const fresh = await Promise.all(Array.from({ length: 8 }, () => take(store, [message])))
    expect(fresh.sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 1])
  })

  test('a batch of a hundred stays in its order, within one millisecond and across', async () => {
    const store = await testStore()
    const batch = (from: number) => Array.from({ length: 100 }, (_, n) => incoming(`${from + n}`))
    expect(await take(store, batch(0))).toBe(100)
    expect(await take(store, batch(100))).toBe(100)
    const waiting = await waitingMessages(store.read, 'telegram', 500)
    expect(waiting.map((row) => readContent(store.read, row).text)).toEqual(
      Array.from({ length: 200 }, (_, n) => `${n}`),
    )
  })

  test('an empty batch is nothing', async () => {
    const store = await testStore()
    expect(await take(store, [])).toBe(0)
  })

  test.each([
    ['100,000 characters', '好'.repeat(100_000), '好'.repeat(maxTextChars)],
    [
      'a pair at the cut',
      `${'好'.repeat(maxTextChars - 1)}😀`,
      `${'好'.repeat(maxTextChars - 1)}\ufffd`,
    ],
    ['a lone surrogate', '好\ud83d好', '好\ufffd好'],
    ['a NUL', '好\0好', '好\ufffd好'],
    ['emoji', '👨‍👩‍👧🎉', '👨‍👩‍👧🎉'],
    ['right to left', '\u202eabc\u200b', '\u202eabc\u200b'],
    ['nothing', '', ''],
    ['SQL', "'; drop table inbox; --", "'; drop table inbox; --"],
  ])('a text of %s is kept as far as it can be', async (_, text, kept) => {
    const store = await testStore()
    await take(store, [incoming(text)])
    expect(await texts(store)).toEqual([kept])
  })

  test.each([
    'a\0b',
    'a\ud83db',
    '👵',
    'x'.repeat(4000),
    '',
  ])('an id of %j takes no other message of its batch down, and is one id', async (id) => {
    const store = await testStore()
    const odd = incoming('奇怪', { externalId: id, peerId: id })
    expect(await take(store, [incoming('前'), odd, incoming('后')])).toBe(3)
    expect(await take(store, [odd])).toBe(0)
    expect(await texts(store)).toEqual(['前', '奇怪', '后'])
  })
})

describe('handling', () => {
  test('is finished once, whoever comes second', async () => {
    const store = await testStore()
    const { id } = await one(store)
    const finish = () => store.tx((tx) => finishMessage(tx, id, monday + 5))
    expect((await Promise.all([finish(), finish(), finish()])).filter(Boolean)).toHaveLength(1)
    expect((await rows(store))[0]).toMatchObject({ status: 'done', doneAt: monday + 5 })
    expect(await waitingMessages(store.read, 'telegram', 9)).toEqual([])
  })

  test('three failures put a message on the staff list, each with a longer pause before', async () => {
    const store = await testStore()
    const { id } = await one(store)
    const fail = (now: number) => store.tx((tx) => failMessage(tx, id, 'TypeError', now))
    expect(await fail(monday)).toMatchObject({ status: 'new', attempts: 1, dueAt: monday + 1000 })
    expect(await fail(monday)).toMatchObject({ status: 'new', attempts: 2, dueAt: monday + 2000 })
    expect(await fail(monday)).toMatchObject({ status: 'failed', attempts: 3, error: 'TypeError' })
    expect(await fail(monday)).toBeUndefined()
    expect(await store.tx((tx) => finishMessage(tx, id, monday))).toBe(false)
    expect(await waitingMessages(store.read, 'telegram', 9)).toEqual([])
  })

  test.each([
    ['settled', 'settled', monday + 9],
    ['new', 'new', null],
  ] as const)('staff move a failed message to %s, once, and no other', async (to, status, doneAt) => {
    const store = await testStore()
    const { id } = await one(store)
    const settle = () => store.tx((tx) => settleFailed(tx, id, to, monday + 9))
    expect(await settle()).toBe(false)
    for (let n = 0; n < 3; n++) await store.tx((tx) => failMessage(tx, id, 'E', monday))
    expect([await settle(), await settle()]).toEqual([true, false])
    expect((await rows(store))[0]).toMatchObject({ status, attempts: 0, doneAt, dueAt: monday + 9 })
  })

  test('a message tried again has three tries again', async () => {
    const store = await testStore()
    const { id } = await one(store)
    const fail = () => store.tx((tx) => failMessage(tx, id, 'E', monday))
    for (let n = 0; n < 3; n++) await fail()
    await store.tx((tx) => settleFailed(tx, id, 'new', monday))
    expect([await fail(), await fail(), await fail()].map((row) => row?.status)).toEqual([
      'new',
      'new',
      'failed',
    ])
  })
})

test('the backlog counts what waits per channel, and since when', async () => {
  const store = await testStore()
  expect(await inboxBacklog(store.read)).toEqual([])
  await take(store, [incoming('a')], monday - 5)
  await take(store, [incoming('b'), incoming('c', { channel: 'wechat' })])
  const { id } = await one(store)
  await store.tx((tx) => finishMessage(tx, id, monday))
  const backlog = await inboxBacklog(store.read)
  expect(backlog.sort((a, b) => (a.channel < b.channel ? -1 : 1))).toEqual([
    { channel: 'telegram', waiting: 2, oldestAt: monday },
    { channel: 'wechat', waiting: 1, oldestAt: monday },
  ])
})

test('the history of one peer is its own, newest first', async () => {
  const store = await testStore()
  await take(store, [
    incoming('1'),
    incoming('他人', { peerId: '1002' }),
    incoming('2'),
    incoming('别处', { account: '43' }),
    incoming('3'),
  ])
  const history = await messagesOfPeer(store.read, 'telegram', '42', '1001', 2)
  expect(history.map((row) => readContent(store.read, row).text)).toEqual(['3', '2'])
})
