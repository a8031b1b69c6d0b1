import { beforeAll, describe, expect, test, vi } from 'vitest'
import { ensureBuilt } from '../../fakes/built.ts'
import {
  expectTraffic,
  HEALS_MS,
  onlinePair,
  preparedGateway,
  startedBench,
  zhang,
} from '../../fakes/wechat-pair.ts'

beforeAll(ensureBuilt, 30_000)

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
    await gateway.say(zhang, '还没登录')
    await gateway.login()
    await bench.reaches('online')
    expect(bench.children()).toEqual([pid])
    const [waited] = await bench.messages(0, 1)
    expect(waited?.content.text).toBe('还没登录')
    await expectTraffic(gateway, bench)
  }, 30_000)
})
