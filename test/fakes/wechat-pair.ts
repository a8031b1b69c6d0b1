import { expect, onTestFinished } from 'vitest'
import { startBench, type WechatBench, wechatBench } from './wechat-bench.ts'
import { WechatGateway } from './wechat-gateway.ts'

/** The promise: online within this time of the gateway's return, milliseconds. */
export const HEALS_MS = 10_000

/** Somebody who writes. */
export const zhang = 'wxid_zhang'

/** A gateway that is not started; killed when the test ends. */
export async function preparedGateway(...given: Parameters<typeof WechatGateway.prepare>) {
  const gateway = await WechatGateway.prepare(...given)
  onTestFinished(() => gateway.kill())
  return gateway
}

/** A started channel; stopped when the test ends. */
export async function startedBench(...given: Parameters<typeof wechatBench>): Promise<WechatBench> {
  const bench = wechatBench(...given)
  onTestFinished(() => bench.close())
  await startBench(bench)
  return bench
}

/** A gateway and a channel that is online with it. */
export async function onlinePair(
  ...given: Parameters<typeof WechatGateway.prepare>
): Promise<{ gateway: WechatGateway; bench: WechatBench }> {
  const gateway = await preparedGateway(...given)
  await gateway.start()
  const bench = await startedBench(gateway)
  await bench.reaches('online')
  return { gateway, bench }
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
