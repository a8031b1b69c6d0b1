import { expect, onTestFinished } from 'vitest'
import type { GatewaySettings } from './gateway-protocol.ts'
import { TcpProxy } from './tcp-proxy.ts'
import { startBench, type WechatBench, wechatBench } from './wechat-bench.ts'
import { WechatGateway } from './wechat-gateway.ts'

/** The promise: online within this time of the gateway's return, milliseconds. */
export const HEALS_MS = 10_000

/** Somebody who writes. */
export const zhang = 'wxid_zhang'

/** A gateway that is not started; killed when the test ends. */
export async function preparedGateway(
  given: Partial<GatewaySettings> = {},
): Promise<WechatGateway> {
  const gateway = await WechatGateway.prepare(given)
  onTestFinished(() => gateway.kill())
  return gateway
}

/** A started channel; stopped when the test ends. */
export async function startedBench(
  gateway: WechatGateway,
  settings: Parameters<typeof wechatBench>[1] = { insecure: true },
): Promise<WechatBench> {
  const bench = wechatBench(gateway, settings)
  onTestFinished(() => bench.close())
  await startBench(bench)
  return bench
}

/** A gateway and a channel that is online with it. */
export async function onlinePair(
  given: Partial<GatewaySettings> = {},
): Promise<{ gateway: WechatGateway; bench: WechatBench }> {
  const gateway = await preparedGateway(given)
  await gateway.start()
  const bench = await startedBench(gateway)
  await bench.reaches('online', 20_000)
  return { gateway, bench }
}

/** A gateway, a channel that is online with it, and a wire between them that can be cut. */
export async function wiredPair(): Promise<{
  gateway: WechatGateway
  bench: WechatBench
  wire: TcpProxy
}> {
  const gateway = await preparedGateway()
  await gateway.start()
  const wire = await TcpProxy.to(gateway.settings.port)
  onTestFinished(() => wire.close())
  const bench = await startedBench(gateway, { insecure: true, endpoint: wire.endpoint })
  await bench.reaches('online', 20_000)
  return { gateway, bench, wire }
}

/** Expects that a message goes through in both directions. */
export async function expectTraffic(gateway: WechatGateway, bench: WechatBench): Promise<void> {
  const before = bench.received.length
  await gateway.say(zhang, '还在吗')
  const [message] = await bench.messages(before, 1)
  expect(message?.content.text).toBe('还在吗')
  expect(await bench.say(zhang, '在')).toMatchObject({ state: 'accepted' })
  expect((await gateway.record()).sent.at(-1)).toEqual({ to: zhang, text: '在' })
}
