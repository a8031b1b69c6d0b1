import fc from 'fast-check'
import { expect, test } from 'vitest'
import { china, chinaDate } from '../../policy/calendar.ts'
import { weekOn, weekSpan } from '../../policy/week.ts'

test.each([
  ['2026-03-02 00:00', '2026-03-02'],
  ['2026-03-08 23:59', '2026-03-02'],
  ['2026-03-01 23:59', '2026-02-23'],
  ['2027-01-01 12:00', '2026-12-28'],
])('%s lies in the week of %s', (at, monday) => {
  expect(weekOn(china(at))).toBe(monday)
})

test('a week is seven days from its Monday, and every instant lies in its own', () => {
  const instants = fc.integer({ min: china('2020-01-01'), max: china('2035-12-31') })
  fc.assert(
    fc.property(instants, (at) => {
      const monday = weekOn(at)
      const { from, to } = weekSpan(monday)
      expect(from <= at && at < to).toBe(true)
      expect(to - from).toBe(7 * 86_400_000)
      expect(chinaDate(from)).toBe(monday)
      expect(new Date(`${monday}T00:00:00Z`).getUTCDay()).toBe(1)
    }),
  )
})
