import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { china } from '../../policy/calendar.ts'
import { makePace } from '../../scheduler/pace.ts'
import { monday } from '../support.ts'

const none = { lastMinute: 0, today: 0 }

describe('the bulk rate', () => {
  test('begins with one, then follows the clock, and never saves up more than a second', () => {
    const pace = makePace({ perSecond: 20, quiet: [] })
    const take = (ms: number) => pace.takeBulk(1000, none, monday + ms)
    expect([take(0), take(0), take(100), take(600), take(600), take(60_000)]).toEqual([
      1, 0, 2, 10, 0, 20,
    ])
  })

  test('below one a second still lets one go in its time', () => {
    const pace = makePace({ perSecond: 0.5, quiet: [] })
    const take = (ms: number) => pace.takeBulk(5, none, monday + ms)
    expect([take(0), take(1000), take(2000), take(2000), take(60_000)]).toEqual([1, 0, 1, 0, 1])
  })

  test('what was not wanted is there the next time', () => {
    const pace = makePace({ perSecond: 10, quiet: [] })
    pace.takeBulk(1, none, monday)
    expect(pace.takeBulk(3, none, monday + 1000)).toBe(3)
    expect(pace.takeBulk(30, none, monday + 1000)).toBe(7)
  })

  test.each([
    [{ perMinute: 6 }, { lastMinute: 4, today: 4 }, 2],
    [{ perMinute: 6 }, { lastMinute: 6, today: 6 }, 0],
    [{ perMinute: 6 }, { lastMinute: 9, today: 9 }, 0],
    [{ perDay: 200 }, { lastMinute: 0, today: 199 }, 1],
    [{ perDay: 200 }, { lastMinute: 0, today: 200 }, 0],
    [{ perMinute: 6, perDay: 200 }, { lastMinute: 3, today: 198 }, 2],
    [{}, { lastMinute: 900, today: 90_000 }, 10],
  ])('under %j after %j were sent: %i more', (budget, sent, expected) => {
    const pace = makePace({ perSecond: 10, quiet: [], ...budget })
    pace.takeBulk(0, none, monday)
    expect(pace.takeBulk(100, sent, monday + 1000)).toBe(expected)
  })

  test('whatever is asked whenever, no stretch of time gets more than its rate and one second ahead', () => {
    const step = fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 50 }))
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 30, noNaN: true }), fc.array(step), (rate, steps) => {
        const pace = makePace({ perSecond: rate, quiet: [] })
        let at = monday
        let taken = 0
        for (const [ms, wanted] of steps) {
          at += ms
          const got = pace.takeBulk(wanted, none, at)
          expect(got).toBeLessThanOrEqual(wanted)
          taken += got
        }
        const most = Math.max(1, rate) + (rate * (at - monday)) / 1000
        expect(taken).toBeLessThanOrEqual(most + 1e-6)
      }),
    )
  })
})

describe('quiet hours', () => {
  const quiet = [
    ['20:30', '08:00'],
    ['12:00', '14:00'],
  ] as const

  test.each([
    ['2026-03-02 07:59', 0],
    ['2026-03-02 08:00', 1],
    ['2026-03-02 11:59', 1],
    ['2026-03-02 12:00', 0],
    ['2026-03-02 13:59', 0],
    ['2026-03-02 14:00', 1],
    ['2026-03-02 20:29', 1],
    ['2026-03-02 20:30', 0],
    ['2026-03-03 00:00', 0],
  ])('at %s: %i', (at, expected) => {
    expect(makePace({ perSecond: 1, quiet }).takeBulk(9, none, china(at))).toBe(expected)
  })
})

describe('the pause that the platform asked for', () => {
  test('stops bulk until it ends, and the longest of several counts', () => {
    const pace = makePace({ perSecond: 10, quiet: [] })
    pace.pauseUntil(monday + 5000)
    pace.pauseUntil(monday + 2000)
    expect(pace.pausedUntil).toBe(monday + 5000)
    expect(pace.takeBulk(1, none, monday + 4999)).toBe(0)
    expect(pace.takeBulk(1, none, monday + 5000)).toBe(1)
  })
})
