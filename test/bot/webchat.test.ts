import { readFileSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import { expect, test, vi } from 'vitest'
import { visitorId } from '../../bot/channels/webchat/visitor.ts'
import { inbox, readContent, storeIncoming } from '../../db/messaging/inbox.ts'
import type { Store } from '../../db/store.ts'
import { serveWebchat, WebVisitor } from '../fakes/web-visitor.ts'
import { makeAccount, makeBinding, makeRetiree, monday, testStore } from '../support.ts'

const now = () => monday

async function stored(store: Store) {
  const rows = await store.read.select().from(inbox).orderBy(inbox.id)
  return rows.map((row) => ({ ...row, said: readContent(store.read, row) }))
}

/** A chat whose messages are stored and nothing more. */
async function chat(settings: { publicUrl?: string } = {}) {
  const store = await testStore()
  const served = await serveWebchat({ store, ...settings }, now)
  await served.channel.start(async (batch) => {
    await store.tx((tx) => storeIncoming(tx, batch, now()))
  })
  return { store, ...served, visitor: new WebVisitor(served.url) }
}

test('a message is in the database when the page is told so, under the digest of the cookie', async () => {
  const { store, visitor } = await chat()
  await visitor.request('/')
  const response = await visitor.send({ clientId: 'abcd-1234', text: '你好' })
  const peerId = visitorId(visitor.cookie.split('=')[1] ?? '')
  expect([response.status, await response.json()]).toEqual([202, {}])
  expect(await stored(store)).toMatchObject([
    {
      channel: 'webchat',
      account: 'web',
      externalId: `${peerId.slice(0, 16)}:abcd-1234`,
      peerId,
      idLife: 'session',
      sentAt: monday,
      said: { kind: 'text', text: '你好' },
    },
  ])
})

test('the same message sent again counts once; the same key of another visitor is another message', async () => {
  const { store, visitor, url } = await chat()
  const other = new WebVisitor(url)
  for (const from of [visitor, visitor, other]) {
    expect((await from.send({ clientId: 'abcd-1234', text: '一次' })).status).toBe(202)
  }
  expect(await stored(store)).toHaveLength(2)
})

test('the first message of a browser without cookie gives it one, and the next comes from the same person', async () => {
  const { store, visitor } = await chat()
  await visitor.send({ text: '一' })
  await visitor.send({ text: '二' })
  const rows = await stored(store)
  expect(rows).toHaveLength(2)
  expect(new Set(rows.map(({ peerId }) => peerId)).size).toBe(1)
})

test.each([
  ['words', { text: '住院了' }, { kind: 'text', text: '住院了' }],
  ['nothing', { text: '' }, { kind: 'text', text: '' }],
  ['a button', { optionId: 'report' }, { kind: 'choice', text: 'report' }],
  ['the first greeting', { text: '/start' }, { kind: 'text', text: '/start' }],
  ['the code of a card', { text: '/start  K7M2-9Q ' }, { kind: 'bind', text: 'K7M2-9Q' }],
  ['markup', { text: '<b>&amp;*_`' }, { kind: 'text', text: '<b>&amp;*_`' }],
  ['half a character', { text: 'a\ud800b' }, { kind: 'text', text: 'a\ufffdb' }],
])('hands over %s', async (_what, body, said) => {
  const { store, visitor } = await chat()
  expect((await visitor.send(body)).status).toBe(202)
  expect((await stored(store)).map((row) => row.said)).toEqual([said])
})

test('100,000 characters are taken in, and what is larger is refused in a sentence', async () => {
  const { store, visitor } = await chat()
  expect((await visitor.send({ text: '字'.repeat(100_000) })).status).toBe(202)
  expect((await stored(store))[0]?.said.text).toHaveLength(20_000)
  const refused = await visitor.send({ text: '字'.repeat(200_000) })
  expect(refused.status).toBe(413)
  expect(await refused.json()).toEqual({ code: 'too_long', message: '这段话太长了，请分几次发。' })
})

test.each([
  ['no key', { clientId: undefined, text: 'a' }],
  ['a short key', { clientId: 'abc', text: 'a' }],
  ['a key with a colon', { clientId: 'abcd:1234', text: 'a' }],
  ['neither words nor a button', {}],
  ['words that are a number', { text: 7 }],
  ['an empty button', { optionId: '' }],
])('refuses %s in a sentence and stores nothing', async (_what, body) => {
  const { store, visitor } = await chat()
  const response = await visitor.send(body)
  expect([response.status, await response.json()]).toEqual([
    400,
    { code: 'unreadable', message: '这条消息没有看懂，请刷新页面再发一次。' },
  ])
  expect(await stored(store)).toEqual([])
})

test.each([
  ['{"clientId":'],
  ['null'],
  ['[]'],
])('refuses the body %s in a sentence', async (body) => {
  const { visitor } = await chat()
  const headers = { 'content-type': 'application/json' }
  const response = await visitor.request('/chat/messages', { method: 'POST', body, headers })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ code: 'unreadable' })
})

test.each([
  ['https://evil.example', undefined, 403],
  ['null', undefined, 403],
  ['https://chat.example', 'https://chat.example/', 202],
  ['https://evil.example', 'https://chat.example/', 403],
])('a page of %s may send to %s: %i', async (origin, publicUrl, status) => {
  const { store, visitor } = await chat(publicUrl === undefined ? {} : { publicUrl })
  expect((await visitor.send({ text: '您好' }, { origin })).status).toBe(status)
  expect(await stored(store)).toHaveLength(status === 202 ? 1 : 0)
})

test('its own page may send, and another site may neither send nor clear the screen without naming itself', async () => {
  const { visitor, url } = await chat()
  expect((await visitor.send({ text: '一' }, { origin: url })).status).toBe(202)
  const foreign = { 'sec-fetch-site': 'cross-site' }
  expect((await visitor.send({ text: '二' }, foreign)).status).toBe(403)
  const leave = await visitor.request('/chat/leave', { method: 'POST', headers: foreign })
  expect(leave.status).toBe(403)
})

test('the 21st message within ten seconds waits, with a sentence and a time', async () => {
  const { store, visitor, url } = await chat()
  const statuses: number[] = []
  for (let n = 0; n < 20; n++) statuses.push((await visitor.send({ text: String(n) })).status)
  const refused = await visitor.send({ text: '20' })
  expect(statuses).toEqual(Array(20).fill(202))
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10'])
  expect(await refused.json()).toEqual({
    code: 'too_many',
    message: '您发得太快了，请等十秒再发。',
  })
  expect((await new WebVisitor(url).send({ text: '别人' })).status).toBe(202)
  expect(await stored(store)).toHaveLength(21)
})

test('leaving makes the browser someone else, who sees nothing of before', async () => {
  const { store, visitor } = await chat()
  await visitor.send({ text: '我的病' })
  expect((await visitor.history()).items).toHaveLength(1)
  const before = visitor.cookie
  const response = await visitor.request('/chat/leave', { method: 'POST' })
  expect(response.status).toBe(204)
  expect(visitor.cookie).not.toBe(before)
  expect(await visitor.history()).toEqual({ items: [], fresh: true })
  await visitor.send({ text: '别人' })
  expect(new Set((await stored(store)).map(({ peerId }) => peerId)).size).toBe(2)
})

test('nothing is accepted before the start, while storing fails, or after the stop', async () => {
  const store = await testStore()
  const served = await serveWebchat({ store }, now)
  const visitor = new WebVisitor(served.url)
  expect((await visitor.send({ text: '早' })).status).toBe(503)
  await served.channel.start(() => Promise.reject(new Error('disk full: 张桂英')))
  const failed = await visitor.send({ text: '中' })
  expect([failed.status, await failed.json()]).toEqual([
    500,
    { code: 'broken', message: '系统出了点问题，请稍后再试，或者给工作站打电话。' },
  ])
  expect(served.logged).toEqual([['webchat-request-failed', { error: 'Error' }]])
  await served.channel.stop()
  expect((await visitor.send({ text: '晚' })).status).toBe(503)
})

test('health follows start and stop, and knows the last message', async () => {
  const store = await testStore()
  const { channel, url } = await serveWebchat({ store }, now)
  const states: string[] = []
  channel.onHealth(({ state }) => states.push(state))
  expect(channel.health()).toEqual({ channel: 'webchat', state: 'connecting', since: monday })
  await channel.start(async () => undefined)
  await new WebVisitor(url).send({ text: '在吗' })
  expect(channel.health()).toMatchObject({ state: 'online', lastInboundAt: monday })
  await channel.stop()
  await channel.stop()
  expect(states).toEqual(['online', 'off'])
})

test('what is sent is accepted at once: the row itself is the message', async () => {
  const { channel } = await chat()
  const signal = new AbortController().signal
  expect(await channel.send('nobody', { text: '您好' }, signal)).toEqual({ state: 'accepted' })
})

test('the raw cookie stands nowhere in the database', async () => {
  const { store, visitor } = await chat()
  await visitor.send({ text: '您好' })
  const key = visitor.cookie.split('=')[1] ?? ''
  const [row] = await store.read.select().from(inbox).where(eq(inbox.channel, 'webchat'))
  expect(key).toMatch(/^[\w-]{43}$/)
  expect(JSON.stringify(row)).not.toContain(key)
})

test('every sentence of the server and the page is Chinese, short, and asks for no jargon', async () => {
  const { sentences } = await import('../../bot/channels/webchat/sentences.ts')
  const page = readFileSync('bot/chat-page/words.js', 'utf8')
  const ofPage = [...page.matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '')
  expect(ofPage.length).toBeGreaterThan(15)
  for (const sentence of [...Object.values(sentences), ...ofPage]) {
    expect(sentence).toMatch(/\p{Script=Han}/u)
    expect(sentence.length).toBeLessThanOrEqual(60)
    expect(sentence).not.toMatch(/服务器|请求|错误码|Cookie|token/i)
  }
})

test('the server closes while pages listen', async () => {
  const { close, visitor } = await chat()
  await visitor.send({ text: '您好' })
  await visitor.listen()
  await vi.waitFor(close)
  await expect(visitor.history()).rejects.toThrow()
})

test('whoever leaves a shared screen takes their binding along; who has none leaves no message', async () => {
  const { store, visitor } = await chat()
  const leave = () => visitor.request('/chat/leave', { method: 'POST' })
  await visitor.request('/')
  expect((await leave()).status).toBe(204)
  await visitor.send({ text: '你好' })
  const peerId = visitorId(visitor.cookie.split('=')[1] ?? '')
  const account = await makeAccount(store, { channel: 'webchat', account: 'web', peerId })
  await makeBinding(store, account, await makeRetiree(store))
  expect((await leave()).status).toBe(204)
  expect((await stored(store)).map(({ peerId: from, said }) => [from, said])).toEqual([
    [peerId, { kind: 'text', text: '你好' }],
    [peerId, { kind: 'choice', text: 'leave' }],
  ])
})
