import { expect, test } from 'vitest'
import { z } from 'zod'
import { makeBreaker } from '../../../bot/aids/breaker.ts'
import { type EndpointSettings, makeEndpoint } from '../../../bot/aids/endpoint.ts'
import { makeGate } from '../../../bot/aids/gate.ts'
import { type FakeEndpoint, startFakeEndpoint } from '../../fakes/openai-endpoint.ts'
import { canaryKey } from './support.ts'

const schema = z.object({ choices: z.array(z.unknown()).min(1) })
const never = new AbortController().signal

async function caller(values: Partial<EndpointSettings> = {}) {
  const fake = await startFakeEndpoint()
  const clock = { now: 0 }
  const logged: string[] = []
  const called: string[] = []
  const endpoint = makeEndpoint({
    name: 'model',
    baseUrl: fake.baseUrl,
    key: canaryKey,
    parallel: 2,
    now: () => clock.now,
    log: (event, fields) => logged.push(JSON.stringify({ event, ...fields })),
    called: (name, outcome, ms) => {
      expect(ms).toBeGreaterThanOrEqual(0)
      called.push(`${name} ${outcome}`)
    },
    ...values,
  })
  const call = (limitMs = 5_000, signal = never) =>
    endpoint.post({ path: '/chat/completions', body: '{}', schema, limitMs, signal })
  return { fake, clock, logged, called, endpoint, call }
}

const outcomes = [
  ['good', { say: '好' }, 'ok'],
  ['400', { status: 400 }, 'refused'],
  ['413', { status: 413 }, 'refused'],
  ['415', { status: 415 }, 'refused'],
  ['422', { status: 422 }, 'refused'],
  ['401', { status: 401 }, 'failed'],
  ['404', { status: 404 }, 'failed'],
  ['500', { status: 500 }, 'failed'],
  ['503', { status: 503 }, 'failed'],
  ['429', { status: 429 }, 'limited'],
  ['no JSON', { raw: '<html>' }, 'failed'],
  ['nothing', { raw: '' }, 'failed'],
  ['other JSON', { raw: '{"choices":[]}' }, 'failed'],
  ['a list', { raw: '[1]' }, 'failed'],
  ['a cut', 'cut', 'failed'],
  ['half', 'half', 'failed'],
  ['no end', 'huge', 'failed'],
  ['a redirect', 'redirect', 'failed'],
  ['silence', 'hang', 'late'],
] as const

test.each(outcomes)('%s is told as a value: %s', async (_what, reply, outcome) => {
  const { fake, call, called, endpoint, logged } = await caller()
  fake.reply = () => reply
  const result = await call(outcome === 'late' ? 150 : 5_000)
  expect(result.outcome).toBe(outcome)
  expect(called).toEqual([`model ${outcome}`])
  expect(endpoint.health()).toMatchObject({ name: 'model', state: 'ready', last: outcome })
  expect(logged.join()).not.toMatch(/canary|127\.0\.0\.1/)
  expect(fake.asked).toHaveLength(1)
})

test('nobody there is a failure too', async () => {
  const { fake, call, logged } = await caller()
  await fake.stop()
  expect(await call()).toEqual({ outcome: 'failed' })
  expect(logged.join()).not.toContain('canary')
})

test('without a key no authorization is sent, and a slash at the end of the base does not matter', async () => {
  const fake = await startFakeEndpoint()
  fake.reply = () => ({ say: '好' })
  const endpoint = makeEndpoint({
    name: 'model',
    baseUrl: `${fake.baseUrl}//`,
    parallel: 1,
    now: () => 0,
    log: () => undefined,
  })
  const call = { path: '/chat/completions', body: '{}', schema, limitMs: 5_000, signal: never }
  expect((await endpoint.post(call)).outcome).toBe('ok')
  expect(fake.asked).toMatchObject([{ path: '/v1/chat/completions', authorization: undefined }])
})

async function failing(fake: FakeEndpoint, call: () => Promise<unknown>) {
  fake.reply = () => ({ status: 500 })
  for (let n = 0; n < 3; n++) await call()
}

test('three failures in a row pause it; after the pause one call tries, and the first good one ends it', async () => {
  const { fake, clock, call, endpoint } = await caller()
  await failing(fake, call)
  expect(endpoint.health()).toMatchObject({ state: 'paused', since: 0 })
  expect(await call()).toEqual({ outcome: 'paused' })
  clock.now = 30_000
  const [one, two] = await Promise.all([call(), call()])
  expect([one, two]).toEqual([{ outcome: 'failed' }, { outcome: 'paused' }])
  clock.now = 60_000
  fake.reply = () => ({ say: '好' })
  expect((await call()).outcome).toBe('ok')
  expect((await call()).outcome).toBe('ok')
  expect(endpoint.health().state).toBe('ready')
  expect(fake.asked).toHaveLength(6)
})

test('requests that are refused do not pause it: another may be taken', async () => {
  const { fake, call, endpoint } = await caller()
  fake.reply = () => ({ status: 422 })
  for (let n = 0; n < 5; n++) await call()
  expect(endpoint.health().state).toBe('ready')
  expect(fake.asked).toHaveLength(5)
})

test('who stops us does not count against the endpoint', async () => {
  const { fake, call, endpoint } = await caller()
  fake.reply = () => 'hang'
  for (let n = 1; n <= 4; n++) {
    const stop = new AbortController()
    const result = call(5_000, stop.signal)
    await fake.reached(n)
    stop.abort()
    expect(await result).toEqual({ outcome: 'late' })
  }
  expect(endpoint.health().state).toBe('ready')
})

test('so many calls at a time; who finds no place in time is told so', async () => {
  const { fake, call, called } = await caller()
  fake.reply = () => 'hang'
  const slow = [call(600), call(600)]
  await fake.reached(2)
  expect(await call(100)).toEqual({ outcome: 'busy' })
  await Promise.all(slow)
  expect(fake.asked).toHaveLength(2)
  expect(called).toEqual(['model busy', 'model late', 'model late'])
})

test('a gate lets the next in when one leaves, in their order', async () => {
  const gate = makeGate(1)
  expect(await gate.enter(0)).toBe(true)
  const entered: number[] = []
  const waiting = [1, 2].map(async (n) => {
    if (await gate.enter(5_000)) entered.push(n)
  })
  expect(await gate.enter(10)).toBe(false)
  gate.leave()
  await waiting[0]
  expect(entered).toEqual([1])
  gate.leave()
  await waiting[1]
  expect(entered).toEqual([1, 2])
  gate.leave()
  expect(await gate.enter(0)).toBe(true)
})

test('a breaker that is never failed in a row stays closed', () => {
  const breaker = makeBreaker({ now: () => 0 })
  for (let n = 0; n < 10; n++) {
    breaker.failed()
    breaker.failed()
    breaker.succeeded()
    expect(breaker.allows()).toBe(true)
  }
  expect(breaker.pausedSince()).toBeUndefined()
})
