import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ensureBuilt } from '../../fakes/built.ts'
import { startBench, type WechatBench, wechatBench } from '../../fakes/wechat-bench.ts'
import { WechatGateway } from '../../fakes/wechat-gateway.ts'

const CANARY = 'CANARY7f3a'
const zhang = 'wxid_zhang'
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

let gateway: WechatGateway
let bench: WechatBench
let before = 0

beforeAll(async () => {
  process.env['CANARY_SECRET'] = CANARY
  gateway = await WechatGateway.prepare({ token: `insecure_${CANARY}-token` })
  await Promise.all([gateway.start(), ensureBuilt()])
  bench = wechatBench(gateway)
  await startBench(bench)
  await bench.reaches('online')
}, 30_000)

afterAll(async () => {
  delete process.env['CANARY_SECRET']
  await bench.close()
  await gateway.kill()
})

beforeEach(() => {
  before = bench.received.length
})

describe('the link', () => {
  test('is online with the account that the gateway logged in', () => {
    expect(bench.channel.health()).toMatchObject({ channel: 'wechat', state: 'online' })
    expect(bench.channel.account).toBe('wxid_bot')
    expect(bench.states).toEqual(['connecting', 'online'])
  })

  test('runs in one child that has no secret in its environment or command line', () => {
    const [pid, ...others] = bench.children()
    expect(others).toEqual([])
    const environment = readFileSync(`/proc/${pid}/environ`, 'latin1')
    expect(environment.split('\0').map((entry) => entry.split('=')[0])).toEqual(
      expect.arrayContaining(['HOME']),
    )
    expect(environment).not.toContain(CANARY)
    expect(readFileSync(`/proc/${pid}/cmdline`, 'latin1')).not.toContain(CANARY)
  })

  test('keeps its cache in a folder that only its user can enter', () => {
    expect(statSync(bench.home).mode & 0o777).toBe(0o700)
    expect(statSync(`${bench.home}/.wechaty`).isDirectory()).toBe(true)
  })
})

describe('messages in', () => {
  test('a text arrives whole, with who wrote it and when', async () => {
    const text = '老伴住院了，怎么报销？\n\u200f<b>&"\' 😀'
    const id = await gateway.say(zhang, text)
    expect(await bench.messages(before, 1)).toEqual([
      {
        channel: 'wechat',
        account: 'wxid_bot',
        externalId: id,
        peerId: zhang,
        idLife: 'permanent',
        sentAt: expect.any(Number),
        content: { kind: 'text', text },
      },
    ])
    expect(bench.channel.health().lastInboundAt).toBeGreaterThan(0)
  })

  test.each([
    ['empty', ''],
    ['100,000 characters', '长'.repeat(100_000)],
  ])('a text that is %s arrives unchanged', async (_, text) => {
    await gateway.say(zhang, text)
    const [message] = await bench.messages(before, 1)
    expect(message?.content).toEqual({ kind: 'text', text })
  })

  test('an id of the web protocol is not trusted beyond the login', async () => {
    await gateway.say('@3f2a', '你好')
    const [message] = await bench.messages(before, 1)
    expect(message).toMatchObject({ peerId: '@3f2a', idLife: 'session' })
  })

  test('a burst of 200 from one person keeps its order', async () => {
    const texts = Array.from({ length: 200 }, (_, index) => `第 ${index} 条`)
    await gateway.burst(zhang, texts)
    const messages = await bench.messages(before, 200)
    expect(messages.map(({ content }) => content.text)).toEqual(texts)
  })

  test('nobody is looked up for writing to us or in a group', async () => {
    await gateway.sayInRoom('wxid_nosy', 'room@chatroom', '群里的话')
    await gateway.say('wxid_quiet', '你好')
    await gateway.burst('wxid_quiet', Array.from({ length: 50 }, String))
    await bench.messages(before, 51)
    const { lookedUp } = await gateway.record()
    expect(new Set(lookedUp)).toEqual(new Set(['wxid_bot']))
  })

  test('a message told of twice keeps its one key', async () => {
    const id = await gateway.say(zhang, '第一遍')
    await bench.messages(before, 1)
    await gateway.announce(id)
    const messages = await bench.messages(before, 2)
    expect(messages.map(({ externalId }) => externalId)).toEqual([id, id])
  })

  test('groups, our own words, official accounts and vanished messages are left alone, and stop nobody', async () => {
    await gateway.sayInRoom(zhang, 'room@chatroom', '群里的话')
    await gateway.sayOwn(zhang, '手机上回的话')
    await gateway.say('gh_news', '订阅号')
    await gateway.announce('never-was')
    await gateway.say(zhang, '只有这句')
    const messages = await bench.messages(before, 1)
    expect(messages.map(({ content }) => content.text)).toEqual(['只有这句'])
    expect(bench.logs.filter((line) => line.includes('never-was'))).toEqual([
      '{"event":"wechat-message-gone","ref":"never-was"}',
    ])
  })

  test.each([
    ['Audio', '1.sil', { kind: 'voice', mediaType: 'audio/silk' }],
    ['Image', 'scan.jpg', { kind: 'image' }],
    ['Attachment', '表.pdf', { kind: 'document' }],
    ['Video', 'v.mp4', { kind: 'document', mediaType: 'video/mp4' }],
  ] as const)('a message of type %s brings its bytes', async (type, name, kind) => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 31) % 251))
    const id = await gateway.sendFile(zhang, type, name, bytes)
    const [message] = await bench.messages(before, 1)
    expect(message?.content).toEqual({ kind: 'file', text: '', files: [{ ref: id, ...kind }] })
    const fetched = await bench.bytesOf(message?.content.files?.[0])
    expect(sha256(fetched)).toBe(sha256(bytes))
  })

  test.each([
    [3, 'small'],
    [5_000_000, 'large'],
  ])('a file of %i bytes comes through', async (size) => {
    const bytes = Buffer.alloc(size, 'x')
    await gateway.sendFile(zhang, 'Image', 'a.png', bytes)
    const [message] = await bench.messages(before, 1)
    const fetched = await bench.bytesOf(message?.content.files?.[0])
    expect(fetched.equals(bytes)).toBe(true)
  })

  test('a picture tells its media type, and a file over 10 MB is refused', async () => {
    await gateway.sendFile(zhang, 'Image', 'a.png', Buffer.from('png'))
    await gateway.sendFile(zhang, 'Attachment', 'a.zip', Buffer.alloc(10 * 1024 * 1024 + 1))
    const [picture, archive] = await bench.messages(before, 2)
    const signal = new AbortController().signal
    const [file] = picture?.content.files ?? []
    if (file === undefined) throw new Error('no file')
    const { mediaType, stream } = await bench.channel.fetchFile(file, signal)
    expect(mediaType).toBe('image/png')
    expect(Buffer.concat(await stream.toArray()).toString()).toBe('png')
    await expect(bench.bytesOf(archive?.content.files?.[0])).rejects.toMatchObject({
      code: 'too-large',
    })
  }, 15_000)

  test('a reader that leaves in the middle does not disturb the next file', async () => {
    const bytes = Buffer.alloc(2_000_000, 'y')
    const id = await gateway.sendFile(zhang, 'Image', 'b.png', bytes)
    await bench.messages(before, 1)
    const file = { ref: id, kind: 'image' } as const
    const { stream } = await bench.channel.fetchFile(file, new AbortController().signal)
    for await (const _ of stream) break
    expect((await bench.bytesOf(file)).equals(bytes)).toBe(true)
  })

  test.each([
    ['Emoticon', 'sticker'],
    ['Location', 'location'],
    ['Contact', 'contact-card'],
    ['MiniProgram', 'mini-program'],
    ['Url', 'link'],
    ['Recalled', 'recalled'],
    ['Unknown', 'unknown'],
  ] as const)('a message of type %s is handed on as unsupported: %s', async (type, text) => {
    await gateway.sendKind(zhang, type)
    const [message] = await bench.messages(before, 1)
    expect(message?.content).toEqual({ kind: 'unsupported', text })
  })

  test('what could not be stored is offered again, and nothing overtakes it', async () => {
    bench.failures = 3
    await gateway.burst(zhang, ['先', '后'])
    const messages = await bench.messages(before, 2)
    expect(messages.map(({ content }) => content.text)).toEqual(['先', '后'])
    expect(bench.failures).toBe(0)
    expect(bench.logs.filter((line) => line.includes('not-stored')).length).toBe(3)
  })
})

describe('friend requests', () => {
  test('one with a code is accepted and binds', async () => {
    const id = await gateway.befriend('stranger-1', '我是张三，k7q2m-9xwpd 麻烦通过')
    expect(await bench.messages(before, 1)).toEqual([
      {
        channel: 'wechat',
        account: 'wxid_bot',
        externalId: `friend-request:${id}`,
        peerId: 'stranger-1',
        idLife: 'session',
        content: { kind: 'bind', text: 'K7Q2M9XWPD' },
      },
    ])
    expect((await gateway.record()).acceptedFriends).toContain(id)
  })

  test('one without a code is accepted and greeted like any newcomer', async () => {
    const id = await gateway.befriend('stranger-2', '我是李四')
    const [message] = await bench.messages(before, 1)
    expect(message).toMatchObject({
      peerId: 'stranger-2',
      content: { kind: 'text', text: '/start' },
    })
    expect((await gateway.record()).acceptedFriends).toContain(id)
  })

  test('one that comes again, accepted already, keeps its key', async () => {
    await gateway.befriend('stranger-3', 'AAAAA22222', 'request-3')
    await gateway.befriend('stranger-3', 'AAAAA22222', 'request-3')
    const messages = await bench.messages(before, 2)
    expect(new Set(messages.map(({ externalId }) => externalId))).toEqual(
      new Set(['friend-request:request-3']),
    )
  })
})

describe('messages out', () => {
  test('a text is accepted with the id that the gateway gave it', async () => {
    const text = '已登记，编号 P2026-00012。'
    expect(await bench.say(zhang, text)).toEqual({
      state: 'accepted',
      remoteId: expect.stringMatching(/^sent-/),
    })
    expect((await gateway.record()).sent.at(-1)).toEqual({ to: zhang, text })
  })

  test.each([
    ['Rate limited: operation too frequent', 'limited'],
    ['操作过于频繁，请稍后再试', 'limited'],
    ['provider code 20001', 'limited'],
    ['the receiver is not your friend', 'blocked'],
    ['contact not found', 'unknown-peer'],
  ] as const)('an answer like "%s" is a refusal: %s', async (message, why) => {
    await gateway.failSend(1, message)
    expect(await bench.say(zhang, '节日好')).toMatchObject({ state: 'refused', why })
  })

  test('the n-th of many sends meets the limit: said so, shown, and over with the next that goes through', async () => {
    await gateway.failSend(3, 'too frequent')
    const outcomes = [await bench.say(zhang, '一'), await bench.say(zhang, '二')]
    expect(outcomes.map(({ state }) => state)).toEqual(['accepted', 'accepted'])
    expect(await bench.say(zhang, '三')).toEqual({
      state: 'refused',
      why: 'limited',
      retryAfterMs: 600_000,
    })
    expect(bench.channel.health()).toMatchObject({
      state: 'limited',
      note: '微信提示操作频繁，请暂缓群发',
    })
    await bench.say(zhang, '四')
    expect(bench.channel.health().state).toBe('online')
    const sent = (await gateway.record()).sent.slice(-3).map(({ text }) => text)
    expect(sent).toEqual(['一', '二', '四'])
  })

  test('an error of the gateway may hide a message that went out', async () => {
    await gateway.failSend(1, `boom ${CANARY} at Object.<anonymous> (/srv/puppet.js:1:1)`)
    expect(await bench.say(zhang, '节日好')).toEqual({ state: 'uncertain', why: 'gateway-error' })
    expect(bench.channel.health().state).toBe('online')
  })

  test('more than 600 characters and an aborted send never leave', async () => {
    const count = (await gateway.record()).sent.length
    expect(await bench.say(zhang, '长'.repeat(601))).toEqual({ state: 'refused', why: 'too-long' })
    expect(await bench.channel.send(zhang, { text: '晚了' }, AbortSignal.abort())).toEqual({
      state: 'refused',
      why: 'offline',
    })
    expect((await gateway.record()).sent.length).toBe(count)
  })

  test('a send aborted on its way is uncertain', async () => {
    await gateway.slowSend(300)
    const controller = new AbortController()
    const sending = bench.channel.send(zhang, { text: '慢' }, controller.signal)
    controller.abort()
    expect(await sending).toEqual({ state: 'uncertain', why: 'aborted' })
    await gateway.slowSend(0)
  })
})

describe('secrecy', () => {
  test('neither the token nor a text nor a name reaches the log', async () => {
    await gateway.say(zhang, `身份证 ${CANARY}`)
    bench.failures = 1
    await gateway.befriend(`stranger-4`, `${CANARY}`)
    await bench.messages(before, 2)
    await gateway.failSend(1, `Invalid Wechaty TOKEN "insecure_${CANARY}-token"`)
    await bench.say(zhang, `给您 ${CANARY}`)
    expect(bench.logs.length).toBeGreaterThan(0)
    expect(bench.logs.join('\n')).not.toContain(CANARY)
    expect(JSON.stringify(bench.channel.health())).not.toContain(CANARY)
  })
})
