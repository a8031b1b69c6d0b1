import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  calendarCovers,
  china,
  chinaDate,
  chinaTime,
  endOfDay,
  endOfDayAfter,
  isDay,
  isWorkingDay,
  isWorkingTime,
  nextWorkingTime,
} from '../../policy/calendar.ts'
import { holidays } from '../../policy/holidays.ts'
import { dailyPace } from '../../policy/pace.ts'
import { extendedDueAt, settleDueAt, tellDueAt } from '../../policy/petition.ts'
import { isQuiet, readQuietHours } from '../../policy/quiet-hours.ts'

const years = Object.keys(holidays).map(Number)
const dayOf = (min: string, max: string) =>
  fc
    .integer({ min: 0, max: Math.round((china(max) - china(min)) / 86_400_000) })
    .map((n) => addDays(min, n))
const covered = dayOf(`${Math.min(...years)}-01-01`, `${Math.max(...years)}-12-31`)
const instant = fc.integer({ min: china('2024-01-01'), max: china('2026-12-31') })

/** The days of one year in order. */
function* daysOf(year: number): Generator<string> {
  for (let day = `${year}-01-01`; day <= `${year}-12-31`; day = addDays(day, 1)) yield day
}

const weekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay()
const isWeekend = (day: string) => [0, 6].includes(weekday(day))

/** Days of a year that the table says are off, one by one. */
const offDays = (year: number): Set<string> =>
  new Set(
    (holidays[year]?.off ?? []).flatMap((range) => {
      const [first = '', last = first] = range.split('/')
      const all: string[] = []
      for (let day = `${year}-${first}`; day <= `${year}-${last}`; day = addDays(day, 1))
        all.push(day)
      return all
    }),
  )

describe.each(years)('the holidays of %i', (year) => {
  const off = offDays(year)
  const worked = new Set((holidays[year]?.worked ?? []).map((day) => `${year}-${day}`))

  test('hold the seven that the law gives, 13 days by law at the most on working days', () => {
    for (const day of ['01-01', '05-01', '10-01', '10-02', '10-03'])
      expect(off, day).toContain(`${year}-${day}`)
    expect([...off].filter((day) => day.slice(5, 7) === '10').length).toBeGreaterThanOrEqual(7)
    expect(off.size).toBeGreaterThanOrEqual(25)
    expect(off.size).toBeLessThanOrEqual(34)
  })

  test('are paid for: every free working day beyond the law is made up on a weekend', () => {
    const freed = [...off].filter((day) => !isWeekend(day)).length
    // 法定 2024: 11 days. From 2025: 13 (除夕 and 5月2日). Those on weekends are made up for.
    const byLaw = year < 2025 ? 11 : 13
    expect(freed - worked.size).toBeLessThanOrEqual(byLaw)
    expect(freed - worked.size).toBeGreaterThanOrEqual(byLaw - 3)
  })

  test('never give and take the same day, and take weekends only near what they give', () => {
    for (const day of worked) {
      expect(off).not.toContain(day)
      expect(isWeekend(day)).toBe(true)
      const near = Array.from({ length: 31 }, (_, n) => addDays(day, n - 15))
      expect(
        near.some((other) => off.has(other)),
        day,
      ).toBe(true)
    }
  })

  test('leave no run of more than nine days off and none of more than eight worked', () => {
    const runs: number[] = []
    let [run, before] = [0, isWorkingDay(`${year}-01-01`)]
    for (const day of daysOf(year)) {
      const works = isWorkingDay(day)
      run = works === before ? run + 1 : 1
      if (works !== before) runs.push(run)
      before = works
      expect(run, day).toBeLessThanOrEqual(works ? 8 : 9)
    }
    expect(runs.length).toBeGreaterThan(80)
  })

  test('decide each day of the year: table first, then the weekend', () => {
    for (const day of daysOf(year))
      expect(isWorkingDay(day), day).toBe(worked.has(day) || (!off.has(day) && !isWeekend(day)))
  })
})

describe('a year without a table', () => {
  test.each([2023, 2027, 2099])('%i works Monday to Friday', (year) => {
    expect(calendarCovers(year)).toBe(false)
    for (const day of daysOf(year)) expect(isWorkingDay(day)).toBe(!isWeekend(day))
  })
})

describe('working time', () => {
  const spans = [
    ['08:30', '11:30'],
    ['14:30', '17:30'],
  ] as const

  test('is the two spans of a working day, and nothing else', () => {
    fc.assert(
      fc.property(instant, (at) => {
        const clock = chinaTime(at).slice(-5)
        const open = spans.some(([from, to]) => clock >= from && clock < to)
        expect(isWorkingTime(at)).toBe(open && isWorkingDay(chinaDate(at)))
      }),
    )
  })

  test('that comes next is the first: no moment between is one', () => {
    fc.assert(
      fc.property(instant, fc.double({ min: 0, max: 1, noNaN: true }), (at, part) => {
        const next = nextWorkingTime(at)
        expect(isWorkingTime(next)).toBe(true)
        const between = Math.floor(at + (next - at) * part)
        if (between < next) expect(isWorkingTime(between)).toBe(false)
        expect(nextWorkingTime(next)).toBe(next)
      }),
    )
  })

  test('comes no later when one asks earlier', () => {
    fc.assert(
      fc.property(instant, fc.nat(7 * 86_400_000), (at, later) => {
        expect(nextWorkingTime(at)).toBeLessThanOrEqual(nextWorkingTime(at + later))
      }),
    )
  })
})

describe('days', () => {
  test('are told from texts that only look like days, as the calendar itself does', () => {
    const two = fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, '0'))
    const year = fc.integer({ min: 1, max: 9999 }).map((n) => String(n).padStart(4, '0'))
    fc.assert(
      fc.property(year, two, two, (y, m, d) => {
        const text = `${y}-${m}-${d}`
        const date = new Date(`${text}T00:00:00Z`)
        const real = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
        expect(isDay(text)).toBe(real)
        if (real) expect(chinaDate(china(text))).toBe(text)
        else expect(() => china(text)).toThrow(RangeError)
      }),
      { numRuns: 400 },
    )
  })

  test('the 29th of February is one in leap years only', () => {
    for (let year = 1896; year <= 2104; year++) {
      const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
      expect(isDay(`${year}-02-29`), String(year)).toBe(leap)
    }
  })

  test('there is none in the year 0, which databases do not know', () => {
    expect([isDay('0000-01-01'), isDay('0000-12-31'), isDay('0001-01-01')]).toEqual([
      false,
      false,
      true,
    ])
  })

  test('the end of a day so many days on is the end of that day', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: -500, max: 500 }), (at, days) => {
        expect(endOfDayAfter(at, days)).toBe(endOfDay(addDays(chinaDate(at), days)))
      }),
    )
  })
})

describe('the deadlines of the 信访工作条例', () => {
  const deadlines = [
    ['told', tellDueAt, 15],
    ['settled', settleDueAt, 60],
    ['settled after an extension', extendedDueAt, 30],
  ] as const

  test.each(deadlines)('%s: whole China days are counted, whatever the hour', (_, dueAt, days) => {
    fc.assert(
      fc.property(instant, (at) => {
        const due = dueAt(at)
        expect(chinaDate(due)).toBe(addDays(chinaDate(at), days))
        expect(due).toBe(dueAt(endOfDay(chinaDate(at))))
        expect(due - at).toBeGreaterThanOrEqual(days * 86_400_000)
        expect(due - at).toBeLessThan((days + 1) * 86_400_000)
      }),
    )
  })

  test('never come earlier for what comes later', () => {
    fc.assert(
      fc.property(instant, fc.nat(90 * 86_400_000), (at, later) => {
        for (const [, dueAt] of deadlines) expect(dueAt(at)).toBeLessThanOrEqual(dueAt(at + later))
      }),
    )
  })

  test('an extension of a settled term is ninety days in all', () => {
    fc.assert(
      fc.property(instant, (at) => {
        const last = extendedDueAt(settleDueAt(at))
        expect(chinaDate(last)).toBe(addDays(chinaDate(at), 90))
      }),
    )
  })
})

describe('a day’s share of what is left', () => {
  test('finishes in time when it is done each working day, and not with one less', () => {
    const span = fc.tuple(covered, fc.integer({ min: 0, max: 200 }))
    fc.assert(
      fc.property(fc.nat(5000), span, (left, [today, ahead]) => {
        const target = addDays(today, ahead)
        let working = 0
        for (let day = today; day <= target; day = addDays(day, 1)) if (isWorkingDay(day)) working++
        const share = dailyPace(left, today, target) ?? 0
        const days = Math.max(1, working)
        expect(share * days).toBeGreaterThanOrEqual(left)
        if (share > 0) expect((share - 1) * days).toBeLessThan(left)
      }),
    )
  })
})

describe('quiet hours', () => {
  const clock = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))
  const spans = fc.array(fc.tuple(clock, clock), { maxLength: 4 })

  test('are read as they are written, and cover what lies between their clocks', () => {
    fc.assert(
      fc.property(spans, instant, (written, at) => {
        const hours = readQuietHours(written.map((span) => span.join('-')).join(','))
        expect(hours).toEqual(written)
        const time = chinaTime(at).slice(-5)
        const inside = written.some(([from, to]) => {
          const over = from > to
          return over ? time >= from || time < to : time >= from && time < to
        })
        expect(isQuiet(at, hours ?? [])).toBe(inside)
      }),
    )
  })

  test.each([
    ['', []],
    [' , ', []],
    ['20:30-08:00', [['20:30', '08:00']]],
    [
      ' 20:30-08:00 , 12:00-14:00 ',
      [
        ['20:30', '08:00'],
        ['12:00', '14:00'],
      ],
    ],
  ])('%j reads %j', (written, hours) => {
    expect(readQuietHours(written)).toEqual(hours)
  })

  test.each([
    '8:00-9:00',
    '24:00-08:00',
    '20:60-08:00',
    '20:30',
    '20:30-08:00;',
    '晚上',
    '20:30 - 08:00',
  ])('%s is refused', (written) => {
    expect(readQuietHours(written)).toBeUndefined()
  })

  test('that begin and end together are none', () => {
    expect(isQuiet(china('2026-03-02 09:00'), [['09:00', '09:00']])).toBe(false)
  })
})
