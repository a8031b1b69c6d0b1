import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { ensureBuilt } from '../../fakes/built.ts'
import { makeCertificates } from '../../fakes/certificates.ts'
import { startBench, wechatBench } from '../../fakes/wechat-bench.ts'
import {
  expectTraffic,
  HEALS_MS,
  onlinePair,
  preparedGateway,
  startedBench,
  zhang,
} from '../../fakes/wechat-pair.ts'

const serviceEntry = join(import.meta.dirname, '../../fakes/wechat-service-process.ts')

beforeAll(ensureBuilt, 30_000)

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

  test('killed with a message not stored yet: the next process reads it again', async () => {
    const { gateway, bench } = await onlinePair()
    bench.failures = 1
    await gateway.say(zhang, '没丢')
    await vi.waitFor(() => expect(bench.failures).toBe(0))
    for (const pid of bench.children()) process.kill(pid, 'SIGKILL')
    const [message] = await bench.messages(0, 1)
    expect(message?.content.text).toBe('没丢')
  }, 30_000)

  test('ends with the service when that is killed, and holds nothing the next service needs', async () => {
    const gateway = await preparedGateway()
    await gateway.start()
    const bench = wechatBench(gateway)
    const service = fork(serviceEntry, [gateway.endpoint, gateway.settings.token, bench.home], {
      execArgv: ['--import', 'tsx'],
    })
    onTestFinished(async () => {
      service.kill('SIGKILL')
      await bench.close()
    })
    await vi.waitFor(async () => expect((await once(service, 'message'))[0]).toBe('online'), 10_000)
    expect(bench.children()).toHaveLength(1)
    service.kill('SIGKILL')
    await vi.waitFor(() => expect(bench.children()).toEqual([]), 5_000)
    await startBench(bench)
    await bench.reaches('online', HEALS_MS)
    await expectTraffic(gateway, bench)
  }, 30_000)

  test('does not end of a terminal’s Ctrl-C: the service decides', async () => {
    const { gateway, bench } = await onlinePair()
    const [pid] = bench.children()
    process.kill(pid ?? 0, 'SIGINT')
    process.kill(pid ?? 0, 'SIGTERM')
    await expectTraffic(gateway, bench)
    expect(bench.children()).toEqual([pid])
  }, 30_000)
})

describe('TLS', () => {
  const name = 'wechat.example'
  const own = makeCertificates(name)

  test('a gateway with a certificate of our own authority is trusted', async () => {
    const gateway = await preparedGateway({ token: `${name}_secret`, tls: own })
    await gateway.start()
    const onOneLine = own.ca.replaceAll('\n', '\\n')
    const bench = await startedBench(gateway, { tlsCaCert: onOneLine })
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

  test('without an authority the certificate published with the library is taken', async () => {
    const gateway = await preparedGateway({ tls: 'published' })
    await gateway.start()
    const bench = await startedBench(gateway, {})
    await bench.reaches('online')
    await expectTraffic(gateway, bench)
  }, 30_000)
})
