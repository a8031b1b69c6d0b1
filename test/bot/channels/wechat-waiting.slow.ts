import { beforeAll, expect, test } from 'vitest'
import { ensureBuilt } from '../../fakes/built.ts'
import { expectTraffic, HEALS_MS, onlinePair, wiredPair, zhang } from '../../fakes/wechat-pair.ts'

beforeAll(ensureBuilt, 30_000)

test('a stuck child: it is killed and replaced', async () => {
  const { gateway, bench } = await onlinePair()
  const [stuck] = bench.children()
  process.kill(stuck ?? 0, 'SIGSTOP')
  expect(await bench.say(zhang, '卡住')).toEqual({ state: 'uncertain', why: 'deadline' })
  await bench.reaches('connecting')
  await bench.reaches('online', HEALS_MS)
  expect(bench.children()).not.toContain(stuck)
  await expectTraffic(gateway, bench)
}, 40_000)

test('a wire cut without a word: the stream that the gateway still holds for us is taken over', async () => {
  const { gateway, bench, wire } = await wiredPair()
  wire.cut()
  expect(await bench.say(zhang, '断线')).toEqual({ state: 'uncertain', why: 'deadline' })
  await bench.reaches('connecting')
  await bench.reaches('online', HEALS_MS)
  await expectTraffic(gateway, bench)
}, 40_000)
