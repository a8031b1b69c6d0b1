import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { ensureBuilt } from '../../fakes/built.ts'
import { makeCertificates } from '../../fakes/certificates.ts'
import { startBench, type WechatBench, wechatBench } from '../../fakes/wechat-bench.ts'
import { WechatGateway } from '../../fakes/wechat-gateway.ts'

const zhang = 'wxid_zhang'
/** The promise: online within this time of the gateway's return, milliseconds. */
const HEALS_MS = 10_000

const open: { close(): Promise<void> }[] = []

beforeAll(ensureBuilt, 30_000)

afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close()
})

async function preparedGateway(...given: Parameters<typeof WechatGateway.prepare>) {
  const gateway = await WechatGateway.prepare(...given)
  open.push({ close: () => gateway.kill() })
  return gateway
}

async function startedBench(...given: Parameters<typeof wechatBench>): Promise<WechatBench> {
  const bench = wechatBench(...given)
  open.push(bench)
  await startBench(bench)
  return bench
}

async function onlinePair(): Promise<{ gateway: WechatGateway; bench: WechatBench }> {
  const gateway = await preparedGateway()
  await gateway.start()
  const bench = await startedBench(gateway)
  await bench.reaches('online')
  return { gateway, bench }
}

/** A message goes through in both directions. */
async function expectTraffic(gateway: WechatGateway, bench: WechatBench): Promise<void> {
  const before = bench.received.length
  await gateway.say(zhang, '还在吗')
  const [message] = await bench.messages(before, 1)
  expect(message?.content.text).toBe('还在吗')
  expect(await bench.say(zhang, '在')).toMatchObject({ state: 'accepted' })
  expect((await gateway.record()).sent.at(-1)).toEqual({ to: zhang, text: '在' })
}

describe('the gateway', () => {
  test('absent at the start: the channel runs, says so, refuses sends, and heals', async () => {
    const gateway = await preparedGateway()
    const bench = await startedBench(gateway)
    await vi.waitFor(() =>
      expect(bench.channel.health()).toMatchObject({
        state: 'connecting',
        note: '连不上微信网关，正在重试',
      }),
    )
    expect(bench.channel.account).toBeUndefined()
    expect(await bench.say(zhang, '你好')).toEqual({ state: 'refused', why: 'offline' })
    await expect(bench.bytesOf({ ref: 'x', kind: 'image' })).rejects.toMatchObject({
      code: 'offline',
    })
    await gateway.start()
    await bench.reaches('online', HEALS_MS)
    await expectTraffic(gateway, bench)
  }, 30_000)

  test('with another token: said so without the token, and healed when it is corrected there', async () => {
    const gateway = await preparedGateway()
    const { token } = gateway.settings
    await gateway.start({ token: 'insecure_other' })
    const bench = await startedBench(gateway, { token, insecure: true })
    await vi.waitFor(() => expect(bench.channel.health().note).toBe('微信网关不认令牌，请核对令牌'))
    expect(bench.channel.health().state).toBe('connecting')
    await gateway.kill()
    await gateway.start({ token })
    await bench.reaches('online', HEALS_MS)
    await expectTraffic(gateway, bench)
    expect(bench.logs.join()).not.toContain(token)
  }, 30_000)

  test('killed and back: what was on its way is uncertain, and both directions work again', async () => {
    const { gateway, bench } = await onlinePair()
    await gateway.slowSend(60_000)
    const sending = bench.say(zhang, '路上')
    await gateway.say(zhang, '一')
    await bench.messages(0, 1)
    await gateway.kill()
    expect(await sending).toEqual({ state: 'uncertain', why: 'connection-lost' })
    await bench.reaches('connecting')
    await gateway.start()
    await bench.reaches('online', HEALS_MS)
    expect(bench.states).toEqual(['connecting', 'online', 'connecting', 'online'])
    await expectTraffic(gateway, bench)
  }, 30_000)

  test('frozen: a send is uncertain within 9 s, and all heals after the thaw', async () => {
    const { gateway, bench } = await onlinePair()
    gateway.freeze()
    const started = performance.now()
    expect(await bench.say(zhang, '冻住')).toEqual({ state: 'uncertain', why: 'deadline' })
    expect(performance.now() - started).toBeLessThan(9_000)
    await bench.reaches('connecting', 1_000)
    expect(await bench.say(zhang, '再试')).toEqual({ state: 'refused', why: 'offline' })
    gateway.thaw()
    await bench.reaches('online', HEALS_MS)
    await expectTraffic(gateway, bench)
  }, 40_000)

  test('frozen with a message unread: it is read by the next process after the thaw', async () => {
    const { gateway, bench } = await onlinePair()
    bench.failures = 1
    await gateway.say(zhang, '没丢')
    await vi.waitFor(() => expect(bench.failures).toBe(0))
    for (const pid of bench.children()) process.kill(pid, 'SIGKILL')
    const [message] = await bench.messages(0, 1)
    expect(message?.content.text).toBe('没丢')
  }, 30_000)

  test('frozen and replaced: heals on the new one', async () => {
    const { gateway, bench } = await onlinePair()
    gateway.freeze()
    const sending = bench.say(zhang, '冻住')
    await gateway.kill()
    expect(await sending).toMatchObject({ state: 'uncertain' })
    await gateway.start()
    await bench.reaches('online', HEALS_MS)
    await expectTraffic(gateway, bench)
  }, 30_000)

  test('logs the account out and in again: needs-login in between, on the same connection', async () => {
    const { gateway, bench } = await onlinePair()
    const [pid] = bench.children()
    await gateway.logout()
    await bench.reaches('needs-login')
    expect(bench.channel.health().note).toBe('微信账号没有登录，请在网关扫码')
    expect(await bench.say(zhang, '你好')).toEqual({ state: 'refused', why: 'offline' })
    await gateway.login()
    await bench.reaches('online')
    expect(bench.children()).toEqual([pid])
    await expectTraffic(gateway, bench)
  }, 30_000)

  test('waits for a scan: its connection is left alone until somebody scans', async () => {
    const gateway = await preparedGateway({ loggedIn: false })
    await gateway.start()
    const bench = await startedBench(gateway)
    await bench.reaches('needs-login')
    const [pid] = bench.children()
    await gateway.login()
    await bench.reaches('online')
    expect(bench.children()).toEqual([pid])
  }, 30_000)
})

describe('the child process', () => {
  test('killed: another takes over, and the next message arrives', async () => {
    const { gateway, bench } = await onlinePair()
    const [killed] = bench.children()
    process.kill(killed ?? 0, 'SIGKILL')
    await bench.reaches('connecting')
    await bench.reaches('online', HEALS_MS)
    expect(bench.children()).toHaveLength(1)
    expect(bench.children()).not.toContain(killed)
    await expectTraffic(gateway, bench)
  }, 30_000)

  test('killed with a send on its way: the outcome is uncertain', async () => {
    const { gateway, bench } = await onlinePair()
    await gateway.slowSend(60_000)
    const sending = bench.say(zhang, '路上')
    for (const pid of bench.children()) process.kill(pid, 'SIGKILL')
    expect(await sending).toEqual({ state: 'uncertain', why: 'connection-lost' })
  }, 30_000)

  test('stuck: it is killed and replaced', async () => {
    const { gateway, bench } = await onlinePair()
    const [stuck] = bench.children()
    process.kill(stuck ?? 0, 'SIGSTOP')
    expect(await bench.say(zhang, '卡住')).toEqual({ state: 'uncertain', why: 'deadline' })
    await bench.reaches('online', HEALS_MS)
    expect(bench.children()).not.toContain(stuck)
    await expectTraffic(gateway, bench)
  }, 40_000)

  test('is gone when the channel has stopped, also when it is stuck or the gateway frozen', async () => {
    const { gateway, bench } = await onlinePair()
    await bench.channel.stop()
    expect(bench.children()).toEqual([])
    expect(bench.channel.health().state).toBe('off')
    expect(await bench.say(zhang, '晚了')).toEqual({ state: 'refused', why: 'offline' })

    const second = await startedBench(gateway)
    await second.reaches('online')
    gateway.freeze()
    for (const pid of second.children()) process.kill(pid, 'SIGSTOP')
    await second.channel.stop()
    expect(second.children()).toEqual([])
  }, 40_000)

  test('stops at once while the gateway is absent', async () => {
    const bench = await startedBench(await preparedGateway())
    await vi.waitFor(() => expect(bench.logs).toHaveLength(1))
    await bench.channel.stop()
    expect(bench.children()).toEqual([])
    expect(bench.states).toEqual(['connecting', 'off'])
  }, 30_000)
})

describe('TLS', () => {
  const name = 'wechat.example'
  const own = makeCertificates(name)

  test('a gateway with a certificate of our own authority is trusted', async () => {
    const gateway = await preparedGateway({ token: `${name}_secret`, tls: own })
    await gateway.start()
    const bench = await startedBench(gateway, { tlsCaCert: own.ca })
    await bench.reaches('online')
    await expectTraffic(gateway, bench)
  }, 30_000)

  test('a token that the gateway does not know is named over TLS too', async () => {
    const gateway = await preparedGateway({ token: `${name}_secret`, tls: own })
    await gateway.start()
    const bench = await startedBench(gateway, { tlsCaCert: own.ca, token: `${name}_wrong` })
    await vi.waitFor(() => expect(bench.channel.health().note).toBe('微信网关不认令牌，请核对令牌'))
  }, 30_000)

  test.each([
    ['another authority', makeCertificates(name).ca, `${name}_secret`],
    ['another name', own.ca, 'other.example_secret'],
  ])(
    'a gateway with %s is not, and never sees the token',
    async (_, tlsCaCert, token) => {
      const gateway = await preparedGateway({ token, tls: own })
      await gateway.start()
      const bench = await startedBench(gateway, { tlsCaCert, token })
      await vi.waitFor(() =>
        expect(bench.channel.health()).toMatchObject({
          state: 'connecting',
          note: '微信网关的证书不可信，请核对证书',
        }),
      )
      expect(await bench.say(zhang, '你好')).toEqual({ state: 'refused', why: 'offline' })
    },
    30_000,
  )

  test('without an authority the certificate published with the library is used', async () => {
    const gateway = await preparedGateway()
    const bench = await startedBench(gateway, {})
    await gateway.start()
    await vi.waitFor(() => expect(bench.channel.health().note).toBeDefined())
    expect(bench.channel.health().state).toBe('connecting')
  }, 30_000)
})
