import { request } from 'node:http'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { visitorId } from '../../bot/channels/webchat/visitor.ts'
import { meetAccount } from '../../db/messaging/channel-account.ts'
import { inbox, storeIncoming } from '../../db/messaging/inbox.ts'
import { queueMessages } from '../../db/messaging/queue-message.ts'
import { type Listening, serveWebchat, WebVisitor } from '../fakes/web-visitor.ts'
import { incoming, monday, testStore } from '../support.ts'

/** A chat in which the test says things to one visitor; its clock is the test's. */
async function chat() {
  const store = await testStore()
  const clock = { now: monday }
  const served = await serveWebchat({ store }, () => clock.now)
  await served.channel.start(async (batch) => {
    await store.tx((tx) => storeIncoming(tx, batch, clock.now))
  })
  const visitor = new WebVisitor(served.url)
  await visitor.request('/')
  const peerId = visitorId(visitor.cookie.split('=')[1] ?? '')
  const peer = { channel: 'webchat', account: 'web', peerId, idLife: 'session' } as const
  const account = await store.tx((tx) => meetAccount(tx, incoming('', peer), clock.now))
  const say = (...texts: string[]) =>
    store.tx((tx) =>
      queueMessages(
        tx,
        texts.map((text) => ({ to: account, kind: 'reply' as const, content: { text } })),
        clock.now,
      ),
    )
  const wake = () => served.channel.send(peerId, { text: '' }, new AbortController().signal)
  return { ...served, store, clock, visitor, say, wake }
}

const texts = ({ bubbles }: Listening) => bubbles.map(({ text }) => text)
const numbered = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => `第${from + n}句`)
const soon = { timeout: 8000 }

describe('many words at once', () => {
  test('150 of one moment all arrive, each once and in order', async () => {
    const { visitor, say } = await chat()
    await say(...numbered(0, 150))
    const page = await visitor.listen(`?after=${monday - 1}.${'0'.repeat(26)}`)
    await vi.waitFor(() => expect(page.bubbles).toHaveLength(150), soon)
    expect(texts(page)).toEqual(numbered(0, 150))
  })

  test('250 while the page listens do not hold up what comes after them', async () => {
    const { visitor, say, wake } = await chat()
    const page = await visitor.listen()
    await say(...numbered(0, 250))
    await wake()
    await say('最后一句')
    await wake()
    await vi.waitFor(() => expect(texts(page)).toContain('最后一句'), soon)
    expect(new Set(texts(page)).size).toBe(251)
  })
})

describe('a page that comes back', () => {
  test('after any number of breaks anywhere has heard every word', async () => {
    const breaks = fc.array(
      fc.record({ said: fc.nat(4), unheard: fc.nat(4), pause: fc.nat(90_000) }),
      {
        minLength: 1,
        maxLength: 5,
      },
    )
    await fc.assert(
      fc.asyncProperty(breaks, async (script) => {
        const { visitor, say, wake, clock, close } = await chat()
        const heard = new Map<string, string>()
        let total = 0
        let query = `?after=${monday}.${'0'.repeat(26)}`
        for (const { said, unheard, pause } of script) {
          const page = await visitor.listen(query)
          await say(...numbered(total, said))
          total += said
          await wake()
          const known = heard.size
          await vi.waitFor(() => {
            for (const { id, text } of page.bubbles) heard.set(id, text)
            expect(heard.size).toBe(Math.max(known, total))
          }, soon)
          page.stop()
          await say(...numbered(total, unheard))
          total += unheard
          const last = page.ids.at(-1)
          if (last !== undefined) query = `?after=${last}`
          clock.now += pause
        }
        const page = await visitor.listen(query)
        await vi.waitFor(() => {
          for (const { id, text } of page.bubbles) heard.set(id, text)
          expect([...heard.values()].toSorted()).toEqual(numbered(0, total).toSorted())
        }, soon)
        page.stop()
        await close()
      }),
      { numRuns: 6 },
    )
  }, 90_000)

  test.each([
    ['nothing', ''],
    ['another page’s words', '7'],
    ['a point that is none', 'x.y'],
    ['a point of SQL', "1.' or 1=1"],
    ['a time beyond all', '99999999999999999.01KJP0Y9M08KJB2G5CE5EY8AVY'],
    ['a very long one', '1'.repeat(5000)],
  ])('with %s as its place listens from now on', async (_, after) => {
    const { visitor, say, wake, clock } = await chat()
    await say('早先的')
    clock.now += 120_000
    const page = await visitor.listen(`?after=${encodeURIComponent(after)}`)
    await say('现在的')
    await wake()
    await vi.waitFor(() => expect(texts(page)).toEqual(['现在的']), soon)
  })

  test('with a place in the future hears what is said now', async () => {
    const { visitor, say, wake, clock } = await chat()
    const page = await visitor.listen(`?after=${clock.now + 30_000}.${'0'.repeat(26)}`)
    await say('现在的')
    await wake()
    await vi.waitFor(() => expect(texts(page)).toEqual(['现在的']), soon)
  })
})

describe('two pages of one person', () => {
  test('both hear everything, and one that leaves takes nothing from the other', async () => {
    const { visitor, say, wake } = await chat()
    const [one, two] = [await visitor.listen(), await visitor.listen()]
    await say('一')
    await wake()
    await vi.waitFor(() => expect([texts(one), texts(two)]).toEqual([['一'], ['一']]), soon)
    one.stop()
    await say('二')
    await wake()
    await vi.waitFor(() => expect(texts(two)).toEqual(['一', '二']), soon)
    expect(texts(one)).toEqual(['一'])
  })

  test('that send the same message send it once; two messages are two', async () => {
    const { visitor, url, store } = await chat()
    const other = new WebVisitor(url, visitor.cookie)
    const all = await Promise.all(
      [visitor, other, visitor, other].map((page) =>
        page.send({ clientId: 'key-00001', text: '一' }),
      ),
    )
    expect(all.map(({ status }) => status)).toEqual([202, 202, 202, 202])
    await other.send({ clientId: 'key-00002', text: '二' })
    expect(await store.read.$count(inbox)).toBe(2)
  })

  test('of which one leaves the counter: the other hears nothing of the next person', async () => {
    const { visitor, url, say, wake } = await chat()
    const stayed = await visitor.listen()
    const left = new WebVisitor(url, visitor.cookie)
    await left.request('/chat/leave', { method: 'POST' })
    await left.send({ text: '新来的人' })
    expect((await left.history()).items).toHaveLength(1)
    expect((await visitor.history()).items).toEqual([])
    await say('给先来的人')
    await wake()
    await vi.waitFor(() => expect(texts(stayed)).toEqual(['给先来的人']), soon)
  })
})

/** Begins an upload and hangs up in the middle of it. */
function abortUpload(url: string, cookie: string): Promise<void> {
  return new Promise((resolve) => {
    const line = '----broken'
    const headers = {
      cookie,
      'content-type': `multipart/form-data; boundary=${line}`,
      'content-length': '500000',
    }
    const sending = request(`${url}/chat/files?clientId=key-file1`, { method: 'POST', headers })
    sending.on('error', () => undefined)
    sending.on('close', () => resolve())
    const head = `--${line}\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n`
    sending.write(Buffer.concat([Buffer.from(head), Buffer.from([0xff, 0xd8, 0xff, 0xe0])]))
    sending.write(Buffer.alloc(100_000), () => sending.destroy())
  })
}

describe('an upload that breaks off', () => {
  test('leaves no message and no file, and the next one is taken', async () => {
    const { visitor, url, store, folder } = await chat()
    const { readdirSync } = await import('node:fs')
    for (let n = 0; n < 3; n++) await abortUpload(url, visitor.cookie)
    await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]), soon)
    expect(await store.read.$count(inbox)).toBe(0)
    const photo = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
    expect((await visitor.upload(photo, 'image/jpeg', 'key-file1')).status).toBe(202)
    expect(await store.read.$count(inbox)).toBe(1)
    expect(readdirSync(folder)).toHaveLength(1)
  })
})
