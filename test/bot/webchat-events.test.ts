import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { visitorId } from '../../bot/channels/webchat/visitor.ts'
import { meetAccount } from '../../db/messaging/channel-account.ts'
import { storeIncoming } from '../../db/messaging/inbox.ts'
import { outbox } from '../../db/messaging/outbox.ts'
import type { OutboxKind, OutboxStatus } from '../../db/messaging/outbox-state.ts'
import { type NewMessage, queueMessages } from '../../db/messaging/queue-message.ts'
import { answerAll, deliverAll, startScripted } from '../fakes/scripted-core.ts'
import { serveWebchat, WebVisitor } from '../fakes/web-visitor.ts'
import { incoming, monday, testStore } from '../support.ts'

let clock = monday
const now = () => ++clock

const options = [{ id: 'report', label: '反映问题' }]
const echo = ({ text }: { text: string }) =>
  text === '/start' ? { text: '您好', options } : { text: `答：${text}` }

/** A chat that answers every message. */
async function answering() {
  const store = await testStore()
  const served = await serveWebchat({ store }, now)
  await startScripted(store, served.channel, echo, now)
  return { store, ...served, visitor: new WebVisitor(served.url) }
}

/** A chat in which the test itself says things to a visitor who has written before. */
async function speaking() {
  const store = await testStore()
  const served = await serveWebchat({ store }, now)
  const visitor = new WebVisitor(served.url)
  await visitor.request('/')
  const peerId = visitorId(visitor.cookie.split('=')[1] ?? '')
  const peer = { channel: 'webchat', account: 'web', peerId, idLife: 'session' } as const
  const account = await store.tx((tx) => meetAccount(tx, incoming('', peer), now()))
  const say = (text: string, values: Partial<NewMessage> = {}) =>
    store.tx((tx) =>
      queueMessages(tx, [{ to: account, kind: 'reply', content: { text }, ...values }], now()),
    )
  const setStatus = (status: OutboxStatus) =>
    store.tx((tx) =>
      tx.update(outbox).set({ status, mustBe: null }).where(eq(outbox.accountId, account.id)),
    )
  const hear = (text: string) => store.tx((tx) => storeIncoming(tx, [incoming(text, peer)], now()))
  return { store, ...served, visitor, peerId, say, hear, setStatus }
}

const words = (bubbles: readonly { from: string; text: string }[]) =>
  bubbles.map(({ from, text }) => `${from}: ${text}`)

test('the reply arrives on the open stream and stands in the history once', async () => {
  const { visitor } = await answering()
  await visitor.send({ clientId: 'start-0001', text: '/start' })
  const { bubbles } = await visitor.listen()
  await vi.waitFor(() => expect(words(bubbles)).toEqual(['bot: 您好']))
  await visitor.send({ clientId: 'mine-0001', text: '住院了' })
  await vi.waitFor(() => expect(words(bubbles)).toEqual(['bot: 您好', 'bot: 答：住院了']))
  const { items, older } = await visitor.history()
  expect(words(items)).toEqual(['bot: 您好', 'me: 住院了', 'bot: 答：住院了'])
  expect(items[0]?.options).toEqual(options)
  expect(items[1]?.clientId).toBe('mine-0001')
  expect(older).toBeUndefined()
})

test('a pressed button stands in the history with its label, and the greeting itself does not', async () => {
  const { store, channel, visitor } = await answering()
  await visitor.send({ text: '/start' })
  await visitor.send({ text: '/start CARD-1' })
  await visitor.send({ optionId: 'report' })
  await visitor.send({ optionId: 'gone' })
  await answerAll(store, echo, now)
  await deliverAll(store, channel, now)
  const { items, fresh } = await visitor.history()
  const mine = items.filter(({ from }) => from === 'me')
  expect(words(mine)).toEqual(['me: 反映问题', 'me: （按了一个按钮）'])
  expect(fresh).toBe(false)
})

test('somebody else sees and hears nothing of it', async () => {
  const { visitor, url } = await answering()
  const other = new WebVisitor(url)
  await other.request('/')
  const { bubbles } = await other.listen()
  await visitor.send({ text: '我的病' })
  const own = await visitor.listen()
  await vi.waitFor(() => expect(own.bubbles).toHaveLength(1))
  await other.send({ text: '您好' })
  await vi.waitFor(() => expect(words(bubbles)).toEqual(['bot: 答：您好']))
  expect(words((await other.history()).items)).toEqual(['me: 您好', 'bot: 答：您好'])
})

test('without a cookie there is no stream, and an empty history', async () => {
  const { url } = await answering()
  const stranger = new WebVisitor(url)
  expect((await stranger.request('/chat/events')).status).toBe(401)
  expect(await stranger.history()).toEqual({ items: [], fresh: true })
})

test('what another process says comes by itself, without being woken', async () => {
  const { visitor, say } = await speaking()
  const { bubbles } = await visitor.listen()
  await say('工作站答复了您')
  await vi.waitFor(() => expect(words(bubbles)).toEqual(['bot: 工作站答复了您']), 5000)
})

test.each([
  ['header'],
  ['query'],
])('after a break the stream goes on where it was, by %s', async (way) => {
  const { visitor, say } = await speaking()
  await say('很久以前')
  clock += 10 * 60_000
  const first = await visitor.listen()
  await say('一')
  await vi.waitFor(() => expect(first.ids).toHaveLength(1), 5000)
  first.stop()
  await say('二')
  await say('三')
  const last = first.ids[0] ?? ''
  clock += 10 * 60_000
  const again = await (way === 'header'
    ? visitor.listen('', { 'last-event-id': last })
    : visitor.listen(`?after=${last}`))
  await vi.waitFor(() => expect(again.bubbles.map(({ text }) => text)).toContain('三'), 5000)
  expect(again.bubbles.map(({ text }) => text).filter((text) => text !== '一')).toEqual([
    '二',
    '三',
  ])
})

test('a row that becomes readable later than younger ones is told all the same', async () => {
  const { visitor, store, say } = await speaking()
  const { bubbles } = await visitor.listen()
  await say('先写的', { dedupeKey: 'late' })
  await store.tx((tx) => tx.update(outbox).set({ status: 'suppressed' }))
  await say('后写的')
  await vi.waitFor(() => expect(words(bubbles)).toEqual(['bot: 后写的']), 5000)
  await store.tx((tx) => tx.update(outbox).set({ status: 'accepted' }))
  await vi.waitFor(() => expect(words(bubbles)).toEqual(['bot: 后写的', 'bot: 先写的']), 5000)
})

const readable: readonly [OutboxKind, OutboxStatus, boolean][] = [
  ['reply', 'queued', true],
  ['reply', 'sending', true],
  ['reply', 'accepted', true],
  ['reply', 'retry_wait', true],
  ['reply', 'uncertain', true],
  ['reply', 'failed', false],
  ['reply', 'cancelled', false],
  ['reply', 'suppressed', false],
  ['reply', 'missed', false],
  ['greeting', 'queued', false],
  ['greeting', 'sending', true],
  ['greeting', 'accepted', true],
  ['greeting', 'cancelled', false],
  ['alarm', 'queued', true],
]
test.each(readable)('a %s that is %s can be read: %s', async (kind, status, shown) => {
  const { visitor, say, setStatus } = await speaking()
  await say('节日快乐', { kind })
  await setStatus(status)
  expect((await visitor.history()).items).toHaveLength(shown ? 1 : 0)
})

test('a reply is not read before it is due, nor after it has expired unsent', async () => {
  const { visitor, say } = await speaking()
  await say('稍后', { dueAt: clock + 60_000, expiresAt: clock + 120_000 })
  expect((await visitor.history()).items).toEqual([])
  clock += 61_000
  expect((await visitor.history()).items).toHaveLength(1)
  clock += 60_000
  expect((await visitor.history()).items).toEqual([])
})

test('pages of the history join without a gap, in order, whatever was said when', async () => {
  const { visitor, say, hear } = await speaking()
  const turns = fc.array(fc.record({ mine: fc.boolean(), pause: fc.nat(3) }), {
    minLength: 70,
    maxLength: 70,
  })
  const [script = []] = fc.sample(turns, { numRuns: 1, seed: 7 })
  const spoken: string[] = []
  for (const [index, { mine, pause }] of script.entries()) {
    clock += pause - 1
    await (mine ? hear(String(index)) : say(String(index)))
    spoken.push(String(index))
  }
  const read: string[] = []
  let before: string | undefined
  do {
    const page = await visitor.history(before)
    read.unshift(...page.items.map(({ text }) => text))
    before = page.older
  } while (before !== undefined)
  expect(read.toSorted()).toEqual(spoken.toSorted())
  expect(read).toHaveLength(70)
})

test('a ninth page of the same visitor is refused in a sentence', async () => {
  const { visitor } = await speaking()
  for (let n = 0; n < 8; n++) await visitor.listen()
  const refused = await visitor.request('/chat/events')
  expect(refused.status).toBe(429)
  expect(await refused.json()).toMatchObject({ message: '打开的页面太多了，请关掉几个。' })
})

test('a quiet stream gives a sign of life every 15 seconds', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const { visitor } = await speaking()
  const { beats } = await visitor.listen()
  vi.advanceTimersByTime(14_999)
  expect(beats()).toBe(0)
  vi.advanceTimersByTime(15_001)
  await vi.waitFor(() => expect(beats()).toBe(2))
})

test('when the database fails the stream ends, so that the page comes back, and nothing personal is logged', async () => {
  const { visitor, store, logged, say } = await speaking()
  const { bubbles } = await visitor.listen()
  await say('一')
  await vi.waitFor(() => expect(bubbles).toHaveLength(1), 5000)
  await store.close()
  await vi.waitFor(
    () => expect(logged.map(([event]) => event)).toContain('webchat-stream-failed'),
    5000,
  )
  expect(JSON.stringify(logged)).not.toContain('一')
})
