import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  china,
  chinaDate,
  chinaTime,
  chinaYear,
  endOfDay,
  endOfDayAfter,
  formatDay,
  isDay,
} from '../../policy/calendar.ts'
import { ageOn, lastBirthOf } from '../../policy/retiree.ts'
import { weekOn, weekSpan } from '../../policy/week.ts'

const firstYear = 1900
const lastYear = 2050
const dayMs = 86_400_000
const two = (value: number) => String(value).padStart(2, '0')

/** Days of a month, the way they are counted on the knuckles. */
function daysOfMonth(year: number, month: number): number {
  if (month === 2) return year % 400 === 0 || (year % 4 === 0 && year % 100 !== 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** Every day of 150 years, written one after the other without any clock. */
const allDays: readonly string[] = (() => {
  const days: string[] = []
  for (let year = firstYear; year <= lastYear; year++)
    for (let month = 1; month <= 12; month++)
      for (let date = 1; date <= daysOfMonth(year, month); date++)
        days.push(`${year}-${two(month)}-${two(date)}`)
  return days
})()
const place = new Map(allDays.map((day, at) => [day, at]))
const dayAt = (at: number) => allDays[at] ?? expect.fail(`no day ${at}`)
/** First millisecond of the first day: midnight in China is 16:00 UTC of the day before. */
const origin = Date.UTC(firstYear - 1, 11, 31, 16)
/** 1 January 1900 was a Monday. */
const weekdayAt = (at: number) => at % 7

const anyPlace = fc.nat(allDays.length - 1)
const timeOfDay = fc.nat(dayMs - 1)

test('the days of 150 years are as many as the calendar has', () => {
  expect(allDays).toHaveLength(55_152)
  expect([allDays[0], allDays.at(-1)]).toEqual(['1900-01-01', '2050-12-31'])
})

test('each day of 150 years begins and ends where the count of days says', () => {
  for (const [at, day] of allDays.entries()) {
    const begins = origin + at * dayMs
    if (
      china(day) !== begins ||
      chinaDate(begins) !== day ||
      chinaDate(begins + dayMs - 1) !== day ||
      endOfDay(day) !== begins + dayMs - 1
    )
      expect.fail(day)
  }
})

test('asked in any order, more days at once than are remembered, each instant keeps its date', () => {
  const many = fc.array(fc.tuple(anyPlace, timeOfDay), { minLength: 250, maxLength: 400 })
  fc.assert(
    fc.property(many, (asked) => {
      const twice = [...asked, ...asked.toReversed()]
      const dates = twice.map(([at, ms]) => chinaDate(origin + at * dayMs + ms))
      expect(dates).toEqual(twice.map(([at]) => dayAt(at)))
    }),
    { numRuns: 60 },
  )
})

describe('counting days', () => {
  test('forward or back, however far, lands on the day with that number', () => {
    fc.assert(
      fc.property(anyPlace, anyPlace, (from, to) => {
        expect(addDays(dayAt(from), to - from)).toBe(dayAt(to))
      }),
      { numRuns: 2_000 },
    )
  })

  test('one by one through 150 years misses none', () => {
    let day = dayAt(0)
    for (const expected of allDays) {
      if (day !== expected) expect.fail(`${day} is not ${expected}`)
      day = addDays(day, 1)
    }
  })

  test('the end of the day so many days after an instant is the end of that day', () => {
    fc.assert(
      fc.property(anyPlace, timeOfDay, anyPlace, (from, ms, to) => {
        const end = endOfDayAfter(origin + from * dayMs + ms, to - from)
        expect(end).toBe(origin + (to + 1) * dayMs - 1)
        expect(chinaDate(end)).toBe(dayAt(to))
        expect(chinaDate(end + 1)).not.toBe(dayAt(to))
      }),
      { numRuns: 1_000 },
    )
  })

  test('the week of any instant begins on its Monday and has seven days', () => {
    fc.assert(
      fc.property(fc.integer({ min: 7, max: allDays.length - 1 }), timeOfDay, (at, ms) => {
        const monday = weekOn(origin + at * dayMs + ms)
        expect(monday).toBe(dayAt(at - weekdayAt(at)))
        const { from, to } = weekSpan(monday)
        expect([chinaDate(from), to - from]).toEqual([monday, 7 * dayMs])
      }),
    )
  })
})

test('a text is a day exactly when it is one of the days', () => {
  for (let year = firstYear; year <= lastYear; year++)
    for (let month = 0; month <= 13; month++)
      for (let date = 0; date <= 32; date++) {
        const text = `${year}-${two(month)}-${two(date)}`
        if (isDay(text) !== place.has(text)) expect.fail(text)
      }
})

test('a day written any other way is no day', () => {
  const spoilers = [
    (day: string) => ` ${day}`,
    (day: string) => `${day} `,
    (day: string) => `${day}\n`,
    (day: string) => day.replaceAll('-', '/'),
    (day: string) => day.replace('-', '－'),
    (day: string) => day.slice(2),
    (day: string) => `${day}T00:00:00Z`,
    (day: string) => day.replace(/\d$/, '０'),
    (day: string) => `+${day}`,
  ]
  fc.assert(
    fc.property(anyPlace, fc.constantFrom(...spoilers), (at, spoil) => {
      const text = spoil(dayAt(at))
      expect(isDay(text), JSON.stringify(text)).toBe(false)
      expect(() => china(text)).toThrow(RangeError)
    }),
  )
})

test('date and clock are written, and read back to the minute', () => {
  fc.assert(
    fc.property(anyPlace, fc.nat(24 * 60 - 1), fc.nat(59_999), (at, minute, ms) => {
      const instant = origin + at * dayMs + minute * 60_000 + ms
      const written = `${dayAt(at)} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`
      expect(chinaTime(instant)).toBe(written)
      expect(china(written)).toBe(instant - ms)
      expect(chinaYear(instant)).toBe(Number(dayAt(at).slice(0, 4)))
    }),
  )
})

test('a day as people read it has no leading noughts and tells the day again', () => {
  fc.assert(
    fc.property(anyPlace, (at) => {
      const [, year, month = '', date = ''] =
        /^(\d{4})年([1-9]\d?)月([1-9]\d?)日$/.exec(formatDay(dayAt(at))) ?? []
      expect(`${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`).toBe(dayAt(at))
    }),
  )
})

test('an age is the number of birthdays that were kept', () => {
  const born = fc.nat(allDays.length - 1)
  fc.assert(
    fc.property(born, born, (one, other) => {
      const [bornOn, day] = [dayAt(Math.min(one, other)), dayAt(Math.max(one, other))]
      let birthdays = 0
      for (let year = Number(bornOn.slice(0, 4)) + 1; year <= lastYear; year++)
        if (`${year}${bornOn.slice(4)}` <= day) birthdays += 1
      expect(ageOn(bornOn, day)).toBe(birthdays)
      expect(bornOn <= lastBirthOf(birthdays, day)).toBe(true)
      expect(bornOn <= lastBirthOf(birthdays + 1, day)).toBe(false)
    }),
  )
})
