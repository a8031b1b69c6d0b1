import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeRateLimit } from '../../../bot/channels/webchat/rate-limit.ts'

test('allows the limit in a window, and again in the next', () => {
  const allows = makeRateLimit({ limit: 2, windowMs: 1000 })
  const at = (ms: number) => allows('张', ms)
  expect([at(0), at(999), at(999), at(1000), at(1000), at(1000)]).toEqual([
    true,
    true,
    false,
    true,
    true,
    false,
  ])
})

test('counts every key by itself', () => {
  const allows = makeRateLimit({ limit: 1, windowMs: 1000 })
  expect([allows('a', 0), allows('b', 0), allows('a', 1), allows('b', 1)]).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('whatever comes when, no window of one length lets more than twice the limit through', () => {
  const pauses = fc.array(fc.nat(400), { maxLength: 200 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), pauses, (limit, steps) => {
      const allows = makeRateLimit({ limit, windowMs: 1000 })
      let now = 0
      const passed: number[] = []
      for (const step of steps) {
        now += step
        if (allows('a', now)) passed.push(now)
      }
      for (const start of passed) {
        const inside = passed.filter((at) => at >= start && at < start + 1000)
        expect(inside.length).toBeLessThanOrEqual(2 * limit)
      }
    }),
  )
})
