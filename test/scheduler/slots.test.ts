import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { china } from '../../policy/calendar.ts'
import { type Schedule, slotsBetween } from '../../scheduler/slots.ts'

const keys = (schedule: Schedule, from: string, until: string) =>
  slotsBetween(schedule, china(from), china(until)).map(({ key }) => key)

describe('slots', () => {
  test.each([
    ['2026-03-02 08:59', '2026-03-02 09:29', ['2026-03-02 09:00']],
    ['2026-03-02 09:00', '2026-03-02 09:30', ['2026-03-02 09:30']],
    ['2026-03-02 09:00', '2026-03-02 09:29', []],
    ['2026-03-02 23:45', '2026-03-03 00:15', ['2026-03-03 00:00']],
    ['2026-12-31 23:15', '2027-01-01 00:00', ['2026-12-31 23:30', '2027-01-01 00:00']],
  ])('every half hour after %s up to %s: %j', (from, until, expected) => {
    expect(keys({ everyMinutes: 30 }, from, until)).toEqual(expected)
  })

  test.each([
    ['2026-03-02 08:00', '2026-03-02 08:59', []],
    ['2026-03-02 08:00', '2026-03-02 09:00', ['2026-03-02 09:00']],
    ['2026-03-02 09:00', '2026-03-03 08:59', []],
    ['2026-02-27 09:01', '2026-03-01 10:00', ['2026-02-28 09:00', '2026-03-01 09:00']],
  ])('daily at nine after %s up to %s: %j', (from, until, expected) => {
    expect(keys({ dailyAt: '09:00' }, from, until)).toEqual(expected)
  })

  test.each([
    ['2026-03-01 08:00', '2026-03-02 08:29', []],
    ['2026-03-01 08:00', '2026-03-02 08:30', ['2026-03-02 08:30']],
    ['2026-03-02 08:30', '2026-03-09 08:29', []],
    ['2026-02-20 00:00', '2026-03-08 23:59', ['2026-02-23 08:30', '2026-03-02 08:30']],
    ['2026-12-27 00:00', '2027-01-04 09:00', ['2026-12-28 08:30', '2027-01-04 08:30']],
  ])('Mondays at half past eight after %s up to %s: %j', (from, until, expected) => {
    expect(keys({ mondayAt: '08:30' }, from, until)).toEqual(expected)
  })

  test('after a long stop only the last four hundred, the newest among them', () => {
    const slots = keys({ everyMinutes: 5 }, '2026-01-01', '2026-03-02 09:00')
    expect(slots).toHaveLength(400)
    expect(slots.at(-1)).toBe('2026-03-02 09:00')
  })

  test('a clock that went back has none', () => {
    expect(keys({ everyMinutes: 5 }, '2026-03-02 09:00', '2026-03-01 09:00')).toEqual([])
  })

  const schedule = fc.oneof(
    fc.constantFrom(1, 5, 10, 30, 60).map((everyMinutes) => ({ everyMinutes })),
    fc.constantFrom('00:00', '09:00', '23:59').map((dailyAt) => ({ dailyAt })),
    fc.constantFrom('00:00', '08:30').map((mondayAt) => ({ mondayAt })),
  )
  const span = fc.tuple(
    fc.integer({ min: china('2026-01-01'), max: china('2026-12-31') }),
    fc.integer({ min: 0, max: 6 * 3_600_000 }),
    fc.integer({ min: 0, max: 6 * 3_600_000 }),
  )

  test('looking in the middle finds the same slots, each once, in order', () => {
    fc.assert(
      fc.property(schedule, span, (when, [from, first, second]) => {
        const halves = [
          ...slotsBetween(when, from, from + first),
          ...slotsBetween(when, from + first, from + first + second),
        ]
        expect(halves.slice(-400)).toEqual(slotsBetween(when, from, from + first + second))
        for (const { key, at } of halves) {
          expect(china(key)).toBe(at)
          expect(at).toBeGreaterThan(from)
        }
      }),
    )
  })
})
