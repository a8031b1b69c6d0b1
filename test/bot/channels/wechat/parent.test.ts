import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Calls } from '../../../../bot/channels/calls.ts'
import { makeWechatChannel, WechatSettingsError } from '../../../../bot/channels/wechat/channel.ts'
import { FileIn } from '../../../../bot/channels/wechat/file-in.ts'
import { HealthRecord } from '../../../../bot/channels/wechat/health-record.ts'
import { Pending } from '../../../../bot/channels/wechat/pending.ts'
import type { LinkTrouble, ToChild } from '../../../../bot/channels/wechat/protocol.ts'
import { DeadlinePassed, within } from '../../../../bot/channels/wechat/within.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('settings', () => {
  const good = { token: 'insecure_abc', endpoint: '10.0.0.5:8788', home: '/tmp/none' }
  const env = { now: () => 0, log: () => undefined }

  test.each([
    ['127.0.0.1:8788'],
    ['gateway.lufeng.example:443'],
    ['[::1]:8788'],
  ])('endpoint %s is taken, and nothing happens before the start', (endpoint) => {
    const channel = makeWechatChannel({ ...good, endpoint }, env)
    expect(channel.health()).toEqual({ channel: 'wechat', state: 'off', since: 0 })
    expect([channel.parallel, channel.account]).toEqual([1, undefined])
  })

  test.each([
    ['endpoint', ''],
    ['endpoint', '127.0.0.1'],
    ['endpoint', 'http://127.0.0.1:8788'],
    ['endpoint', 'wechaty:///insecure_SECRET'],
    ['endpoint', 'host:port'],
    ['token', ''],
    ['token', 'SECRET'],
    ['token', '_SECRET'],
    ['token', 'insecure_'],
    ['token', 'in secure_SECRET'],
  ])('%s %j is refused without being repeated', (setting, value) => {
    const make = () => makeWechatChannel({ ...good, [setting]: value }, env)
    expect(make).toThrow(WechatSettingsError)
    expect(make).toThrow(expect.objectContaining({ setting }))
    expect(make).not.toThrow(/SECRET/)
  })
})

describe('within', () => {
  test('gives the result, passes the failure on, and leaves no timer', async () => {
    expect(await within(10, Promise.resolve(1))).toBe(1)
    await expect(within(10, Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(vi.getTimerCount()).toBe(0)
  })

  test('fails when it takes longer, and swallows what comes later', async () => {
    let fail: (error: Error) => void = () => undefined
    const late = within(10, new Promise((_, reject) => (fail = reject)))
    const outcome = expect(late).rejects.toThrow(DeadlinePassed)
    await vi.advanceTimersByTimeAsync(10)
    await outcome
    fail(new Error('too late to matter'))
    await vi.runAllTimersAsync()
  })
})

describe('Calls', () => {
  const never = new AbortController().signal

  test('each call gets its own outcome, the first one only', async () => {
    const calls = new Calls()
    const late = vi.fn()
    const [first, second] = [
      calls.wait(1, never, { ms: 100, late }),
      calls.wait(2, never, { ms: 100, late }),
    ]
    calls.settle(2, { state: 'refused', why: 'blocked' })
    calls.settle(1, { state: 'accepted' })
    calls.settle(1, { state: 'uncertain', why: 'again' })
    expect(await first).toEqual({ state: 'accepted' })
    expect(await second).toEqual({ state: 'refused', why: 'blocked' })
    await vi.runAllTimersAsync()
    expect(late).not.toHaveBeenCalled()
  })

  test('silence is uncertain, and told', async () => {
    const calls = new Calls()
    const late = vi.fn()
    const waiting = calls.wait(1, never, { ms: 100, late })
    await vi.advanceTimersByTimeAsync(99)
    expect(late).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(await waiting).toEqual({ state: 'uncertain', why: 'deadline' })
    expect(late).toHaveBeenCalledOnce()
  })

  test('an abort and a lost child are uncertain', async () => {
    const calls = new Calls()
    const controller = new AbortController()
    const aborted = calls.wait(1, controller.signal, { ms: 100, late: vi.fn() })
    const others = [
      calls.wait(2, never, { ms: 100, late: vi.fn() }),
      calls.wait(3, never, { ms: 100, late: vi.fn() }),
    ]
    controller.abort()
    expect(await aborted).toEqual({ state: 'uncertain', why: 'aborted' })
    calls.settleAll()
    const lost = { state: 'uncertain', why: 'connection-lost' }
    expect(await Promise.all(others)).toEqual([lost, lost])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is idle when the last one has its outcome', async () => {
    const calls = new Calls()
    await calls.idle()
    const waiting = [
      calls.wait(1, never, { ms: 100, late: vi.fn() }),
      calls.wait(2, never, { ms: 100, late: vi.fn() }),
    ]
    const order: string[] = []
    const idle = calls.idle().then(() => order.push('idle'))
    calls.settle(1, { state: 'accepted' })
    await waiting[0]
    order.push('first')
    calls.settle(2, { state: 'accepted' })
    await idle
    expect(order).toEqual(['first', 'idle'])
  })
})

describe('Pending', () => {
  const message = (id: string) => ({ what: 'message', id }) as const

  test('hands on what is not stored, in order, each thing once', () => {
    const pending = new Pending()
    for (const id of ['a', 'b', 'a', 'c']) pending.add(message(id))
    pending.add({ what: 'friend-request', id: 'a' })
    pending.remove(message('b'))
    expect(pending.handOn()).toEqual({
      pending: [message('a'), message('c'), { what: 'friend-request', id: 'a' }],
      givenUp: [],
    })
  })

  test('gives up what ten processes did not survive', () => {
    const pending = new Pending()
    pending.add(message('poison'))
    for (let round = 1; round <= 10; round++) expect(pending.handOn().givenUp).toEqual([])
    expect(pending.handOn()).toEqual({ pending: [], givenUp: [message('poison')] })
    expect(pending.handOn()).toEqual({ pending: [], givenUp: [] })
  })

  test('is bounded', () => {
    const pending = new Pending()
    for (let index = 0; index < 10_500; index++) pending.add(message(String(index)))
    expect(pending.handOn().pending).toHaveLength(10_000)
  })
})

describe('HealthRecord', () => {
  let now = 0
  const record = () => {
    now = 1
    const health = new HealthRecord(() => now)
    const states: string[] = []
    health.listen(({ state }) => states.push(state))
    return { health, states }
  }
  const online = { state: 'online', account: 'wxid_bot' } as const

  test('calls back at changes of state only, and tells since when', () => {
    const { health, states } = record()
    health.connecting()
    now = 2
    health.link({ state: 'connecting', why: 'unreachable' })
    expect(health.current).toMatchObject({ since: 1, note: '连不上微信网关，正在重试' })
    now = 3
    health.link(online)
    health.link(online)
    now = 4
    health.inbound()
    expect(health.current).toEqual({
      channel: 'wechat',
      state: 'online',
      since: 3,
      lastInboundAt: 4,
    })
    expect(health.open).toBe(true)
    health.link({ state: 'needs-login' })
    expect(health.current.lastInboundAt).toBe(4)
    expect(health.open).toBe(false)
    health.off()
    expect(states).toEqual(['connecting', 'online', 'needs-login', 'off'])
  })

  test.each<LinkTrouble>([
    'unreachable',
    'tls-refused',
    'token-refused',
    'no-login',
    'lost',
    'silent',
    'not-installed',
  ])('%s has a note in Chinese', (why) => {
    const { health } = record()
    health.link({ state: 'connecting', why })
    expect(health.current.state).toBe(why === 'not-installed' ? 'off' : 'connecting')
    expect(health.current.note).toMatch(/^[\p{Script=Han}，]{8,30}$/u)
  })

  test('a reason is not overwritten by the end of the process that gave it', () => {
    const { health } = record()
    health.link({ state: 'connecting', why: 'token-refused' })
    health.connecting()
    expect(health.current.note).toBe('微信网关不认令牌，请核对令牌')
  })

  test('limited lasts over a reconnection, ends with a success, and at the latest after ten minutes', async () => {
    const { health, states } = record()
    health.link(online)
    health.limited()
    health.link({ state: 'connecting', why: 'lost' })
    health.link(online)
    expect(health.current.state).toBe('limited')
    expect(health.open).toBe(true)
    health.unlimited()
    health.limited()
    await vi.advanceTimersByTimeAsync(599_999)
    expect(health.current.state).toBe('limited')
    await vi.advanceTimersByTimeAsync(1)
    expect(states).toEqual([
      'online',
      'limited',
      'connecting',
      'limited',
      'online',
      'limited',
      'online',
    ])
  })
})

describe('FileIn', () => {
  const never = new AbortController().signal
  const opened = (posts: boolean) => {
    const posted: ToChild['kind'][] = []
    const file = new FileIn(7, (message) => {
      posted.push(message.kind)
      return posts
    })
    return { file, posted }
  }

  test('asks for a piece a read, and ends', async () => {
    const { file, posted } = opened(true)
    const fetching = file.fetch('m1', never)
    file.deliver({ kind: 'file', call: 7, mediaType: 'image/png' })
    const { mediaType, stream } = await fetching
    expect(mediaType).toBe('image/png')
    expect(posted).toEqual(['fetch'])
    const reading = stream.toArray()
    await vi.waitFor(() => expect(posted).toEqual(['fetch', 'more']))
    file.deliver({ kind: 'piece', call: 7, bytes: Buffer.from('ab') })
    await vi.waitFor(() => expect(posted).toEqual(['fetch', 'more', 'more']))
    file.deliver({ kind: 'file-end', call: 7 })
    expect(Buffer.concat(await reading).toString()).toBe('ab')
    expect(posted).toEqual(['fetch', 'more', 'more'])
    expect(vi.getTimerCount()).toBe(0)
  })

  test.each([
    [
      'the child says why',
      'too-large',
      (file: FileIn) => file.deliver({ kind: 'file-failed', call: 7, why: 'too-large' }),
    ],
    ['the child is silent', 'deadline', () => vi.runAllTimers()],
  ])('fails with a code when %s', async (_, code, happens) => {
    const { file, posted } = opened(true)
    const fetching = expect(file.fetch('m1', never)).rejects.toMatchObject({ code })
    happens(file)
    await fetching
    expect(posted).toEqual(['fetch', 'cancel'])
  })

  test('fails when there is no child, or nobody wants it any more', async () => {
    await expect(opened(false).file.fetch('m1', never)).rejects.toMatchObject({ code: 'offline' })
    const controller = new AbortController()
    const fetching = opened(true).file.fetch('m1', controller.signal)
    controller.abort()
    await expect(fetching).rejects.toMatchObject({ code: 'aborted' })
  })
})
