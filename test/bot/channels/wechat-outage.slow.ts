/** Cases that take minutes; not in the normal suite, see the chaos run. */
import { beforeAll, expect, test } from 'vitest'
import { ensureBuilt } from '../../fakes/built.ts'
import { expectTraffic, HEALS_MS, onlinePair, wiredPair } from '../../fakes/wechat-pair.ts'

beforeAll(ensureBuilt, 30_000)

/** Resolves after `ms` of real time; the timers watched here run in other processes. */
const passes = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

test.each([
  5_000, 70_000,
])('an outage of %i ms heals within 10 s of the gateway’s return', async (ms) => {
  const { gateway, bench } = await onlinePair()
  await gateway.kill()
  await bench.reaches('connecting')
  await passes(ms)
  expect(bench.channel.health().state).toBe('connecting')
  expect(bench.children()).toHaveLength(1)
  await gateway.start()
  await bench.reaches('online', HEALS_MS)
  await expectTraffic(gateway, bench)
}, 120_000)

test('an idle gateway that freezes is noticed within 30 s, and heals after the thaw', async () => {
  const { gateway, bench } = await onlinePair()
  gateway.freeze()
  await bench.reaches('connecting', 35_000)
  await passes(20_000)
  gateway.thaw()
  await bench.reaches('online', HEALS_MS)
  await expectTraffic(gateway, bench)
}, 120_000)

test('a quiet account is left alone, with heartbeats or without', async () => {
  const pairs = [await onlinePair(), await onlinePair({ heartbeatMs: 0 })]
  const children = pairs.map(({ bench }) => bench.children())
  await passes(100_000)
  for (const [index, { gateway, bench }] of pairs.entries()) {
    expect(bench.states).toEqual(['connecting', 'online'])
    expect(bench.children()).toEqual(children[index])
    await expectTraffic(gateway, bench)
  }
}, 150_000)

test('a wire cut while nobody says anything is noticed within 30 s, and replaced', async () => {
  const { gateway, bench, wire } = await wiredPair()
  await passes(3_000)
  wire.cut()
  await bench.reaches('connecting', 35_000)
  await bench.reaches('online', HEALS_MS)
  await expectTraffic(gateway, bench)
}, 120_000)
