import { beforeAll, expect, test } from 'vitest'
import { ensureBuilt } from '../../fakes/built.ts'
import {
  expectTraffic,
  HEALS_MS,
  onlinePair,
  preparedGateway,
  startedBench,
  wiredPair,
  zhang,
} from '../../fakes/wechat-pair.ts'

beforeAll(ensureBuilt, 30_000)

test('a frozen gateway: a send is uncertain within 9 s, and all heals after the thaw', async () => {
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

test('an account that waits for a scan: its connection is left alone until somebody scans', async () => {
  const gateway = await preparedGateway({ loggedIn: false })
  await gateway.start()
  const bench = await startedBench(gateway)
  await bench.reaches('needs-login', 20_000)
  const [pid] = bench.children()
  await gateway.login()
  await bench.reaches('online')
  expect(bench.children()).toEqual([pid])
}, 30_000)

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

test('a file that the gateway no longer has, or nobody waits for, is refused with a code', async () => {
  const { bench } = await onlinePair()
  await expect(bench.bytesOf({ ref: 'never-was', kind: 'image' })).rejects.toMatchObject({
    code: 'unavailable',
  })
  const aborted = bench.channel.fetchFile({ ref: 'x', kind: 'image' }, AbortSignal.abort())
  await expect(aborted).rejects.toMatchObject({ code: 'aborted' })
}, 40_000)

test('a wire cut without a word: the stream that the gateway still holds for us is taken over', async () => {
  const { gateway, bench, wire } = await wiredPair()
  wire.cut()
  expect(await bench.say(zhang, '断线')).toEqual({ state: 'uncertain', why: 'deadline' })
  await bench.reaches('connecting')
  await bench.reaches('online', HEALS_MS)
  await expectTraffic(gateway, bench)
}, 40_000)
