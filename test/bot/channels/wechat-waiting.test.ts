import { beforeAll, expect, test } from 'vitest'
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

test('a file that the gateway no longer has, or nobody waits for, is refused with a code', async () => {
  const { bench } = await onlinePair()
  await expect(bench.bytesOf({ ref: 'never-was', kind: 'image' })).rejects.toMatchObject({
    code: 'unavailable',
  })
  const aborted = bench.channel.fetchFile({ ref: 'x', kind: 'image' }, AbortSignal.abort())
  await expect(aborted).rejects.toMatchObject({ code: 'aborted' })
}, 40_000)
