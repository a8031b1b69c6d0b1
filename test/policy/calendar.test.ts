import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import {
  addDays,
  calendarCovers,
  china,
  chinaDate,
  chinaTime,
  chinaYear,
  endOfDay,
  formatDay,
  isWorkingDay,
  isWorkingTime,
  nextWorkingTime,
} from '../../policy/calendar.ts'
import { holidays } from '../../policy/holidays.ts'

const zoneBefore = process.env['TZ']
afterEach(() => {
  if (zoneBefore === undefined) delete process.env['TZ']
  else process.env['TZ'] = zoneBefore
})

const instant = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2060, 0, 1) })
const dayOf = instant.map(chinaDate)

test('instants of any days, asked for in any order, get their own date', () => {
  const same = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)
  fc.assert(
    fc.property(fc.array(instant, { minLength: 2, maxLength: 20 }), (instants) => {
      const mixed = [...instants, ...instants.map((at) => at + 1), ...instants.toReversed()]
      expect(mixed.map(chinaDate)).toEqual(mixed.map(same))
    }),
  )
})

describe.each([
  'UTC',
  'America/Los_Angeles',
  'Asia/Shanghai',
  'Pacific/Kiritimati',
])('in a process whose zone is %s', (zone) => {
  test('the China date changes at 16:00 UTC', () => {
    process.env['TZ'] = zone
    expect(chinaDate(Date.UTC(2026, 10, 22, 15, 59, 59, 999))).toBe('2026-11-22')
    expect(chinaDate(Date.UTC(2026, 10, 22, 16, 0))).toBe('2026-11-23')
  })

  test('a China clock time is read and written back', () => {
    process.env['TZ'] = zone
    expect(china('2026-11-23 09:05')).toBe(Date.UTC(2026, 10, 23, 1, 5))
    expect(chinaTime(china('2026-11-23 09:05'))).toBe('2026-11-23 09:05')
    expect(chinaYear(china('2027-01-01'))).toBe(2027)
    expect(chinaYear(china('2027-01-01') - 1)).toBe(2026)
  })

  test('working time is that of China', () => {
    process.env['TZ'] = zone
    expect(isWorkingTime(china('2026-11-23 08:30'))).toBe(true)
    expect(isWorkingTime(Date.UTC(2026, 10, 23, 8, 30))).toBe(true)
    expect(isWorkingTime(Date.UTC(2026, 10, 23, 9, 30))).toBe(false)
  })

  test('no day is skipped or repeated across a change of clocks', () => {
    process.env['TZ'] = zone
    expect(addDays('2026-03-07', 1)).toBe('2026-03-08')
    expect(addDays('2026-03-08', 1)).toBe('2026-03-09')
    expect(addDays('2026-11-01', 1)).toBe('2026-11-02')
  })
})

test.each([
  '2026-13-01',
  '2026-02-30',
  '2026-1-1',
  '2026-01-01 24:01',
  '2026-01-01T08:00',
  '',
  '今天',
])('refuses %j as a date', (text) => {
  expect(() => china(text)).toThrow(RangeError)
})

test.each([
  ['2024-02-28', 1, '2024-02-29'],
  ['2025-02-28', 1, '2025-03-01'],
  ['2026-12-31', 1, '2027-01-01'],
  ['2026-03-01', -1, '2026-02-28'],
  ['2026-11-23', 60, '2027-01-22'],
])('%s plus %d days is %s', (day, days, expected) => {
  expect(addDays(day, days)).toBe(expected)
})

test('a day ends one millisecond before the next begins', () => {
  expect(endOfDay('2026-11-23') + 1).toBe(china('2026-11-24'))
  fc.assert(
    fc.property(dayOf, (day) => {
      expect(endOfDay(day) + 1).toBe(china(addDays(day, 1)))
      expect(chinaDate(endOfDay(day))).toBe(day)
    }),
  )
})

test('an instant lies within the China day it is dated', () => {
  fc.assert(
    fc.property(instant, (at) => {
      const day = chinaDate(at)
      expect(china(day)).toBeLessThanOrEqual(at)
      expect(endOfDay(day)).toBeGreaterThanOrEqual(at)
    }),
  )
})

test('days added and taken away again give the same day', () => {
  fc.assert(
    fc.property(dayOf, fc.integer({ min: -4000, max: 4000 }), (day, days) => {
      expect(addDays(addDays(day, days), -days)).toBe(day)
    }),
  )
})

test.each([
  ['2026-11-23', '2026年11月23日'],
  ['2006-08-01', '2006年8月1日'],
])('%s is written %s', (day, expected) => {
  expect(formatDay(day)).toBe(expected)
})

test.each([
  ['2024-02-09', true, '除夕 2024 is not a day off'],
  ['2024-02-10', false, '春节'],
  ['2024-02-17', false, 'last day of 春节'],
  ['2024-02-18', true, 'a Sunday worked for 春节'],
  ['2024-04-07', true, 'a Sunday worked for 清明'],
  ['2024-10-12', true, 'a Saturday worked for 国庆'],
  ['2025-01-28', false, '除夕 2025 is a day off'],
  ['2025-02-04', false, 'a Tuesday of 春节, into the next month'],
  ['2025-02-05', true, 'the first day back'],
  ['2025-06-01', false, '端午 over the turn of the month'],
  ['2025-10-08', false, '国庆 and 中秋 together take eight days'],
  ['2026-01-02', false, 'a Friday joined to 元旦'],
  ['2026-01-04', true, 'a Sunday worked for 元旦'],
  ['2026-02-23', false, 'a Monday, ninth day of 春节'],
  ['2026-09-20', true, 'a Sunday worked for 国庆'],
  ['2026-11-21', false, 'an ordinary Saturday'],
  ['2026-11-23', true, 'an ordinary Monday'],
  ['2031-10-01', true, 'a Wednesday of a year without data'],
  ['2031-10-04', false, 'a Saturday of a year without data'],
])('%s worked: %s (%s)', (day, expected) => {
  expect(isWorkingDay(day)).toBe(expected)
})

test('the table says which years it covers', () => {
  expect([2023, 2024, 2025, 2026, 2031].map(calendarCovers)).toEqual([
    false,
    true,
    true,
    true,
    false,
  ])
})

test.each(
  Object.entries(holidays),
)('the table of %s holds real days and only weekends as worked', (year, table) => {
  for (const day of table.worked) {
    const weekday = new Date(`${year}-${day}T00:00:00Z`).getUTCDay()
    expect([0, 6], day).toContain(weekday)
  }
  for (const range of table.off) {
    const [first = '', last = first] = range.split('/')
    expect(() => china(`${year}-${first}`)).not.toThrow()
    expect(china(`${year}-${last}`)).toBeGreaterThanOrEqual(china(`${year}-${first}`))
  }
})

test('the county can count on the published number of working days', () => {
  const counts = [2024, 2025, 2026].map((year) => {
    let worked = 0
    for (let day = `${year}-01-01`; day <= `${year}-12-31`; day = addDays(day, 1)) {
      if (isWorkingDay(day)) worked++
    }
    return worked
  })
  expect(counts).toEqual([251, 248, 248])
})

test.each([
  ['2026-11-23 08:29', false],
  ['2026-11-23 08:30', true],
  ['2026-11-23 11:29', true],
  ['2026-11-23 11:30', false],
  ['2026-11-23 14:29', false],
  ['2026-11-23 14:30', true],
  ['2026-11-23 17:29', true],
  ['2026-11-23 17:30', false],
  ['2026-11-22 10:00', false],
  ['2026-10-01 10:00', false],
  ['2026-10-10 10:00', true],
])('offices at %s open: %s', (time, expected) => {
  expect(isWorkingTime(china(time))).toBe(expected)
})

test.each([
  ['2026-11-23 09:17', '2026-11-23 09:17'],
  ['2026-11-23 00:00', '2026-11-23 08:30'],
  ['2026-11-23 12:00', '2026-11-23 14:30'],
  ['2026-11-23 17:30', '2026-11-24 08:30'],
  ['2026-11-20 18:00', '2026-11-23 08:30'],
  ['2026-02-13 18:00', '2026-02-14 08:30'],
  ['2026-02-14 20:00', '2026-02-24 08:30'],
  ['2026-12-31 17:45', '2027-01-01 08:30'],
])('after %s offices open next at %s', (time, expected) => {
  expect(chinaTime(nextWorkingTime(china(time)))).toBe(expected)
})

test('the next working time is never early and is a working time', () => {
  fc.assert(
    fc.property(instant, (at) => {
      const next = nextWorkingTime(at)
      expect(next).toBeGreaterThanOrEqual(at)
      expect(isWorkingTime(next)).toBe(true)
    }),
  )
})
