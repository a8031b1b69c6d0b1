import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays } from '../../policy/calendar.ts'
import { dailyPace } from '../../policy/pace.ts'
import {
  advancedAge,
  ageOn,
  categories,
  lastBirthOf,
  staysWithCenter,
} from '../../policy/retiree.ts'
import { birthDates } from '../people.ts'

describe('第九条', () => {
  test.each([
    ['retiree', false],
    ['early_retiree', true],
    ['dependent_survivor', true],
    ['policy_redressee', true],
  ] as const)('%s stays with the center: %s', (category, stays) => {
    expect(staysWithCenter(category)).toBe(stays)
  })

  test('every category is decided', () => expect(categories).toHaveLength(4))
})

describe('高龄', () => {
  test.each([
    ['1946-03-02', 80],
    ['1946-03-03', 79],
    ['1946-03-01', 80],
    ['1944-02-29', 82],
    ['2026-03-02', 0],
  ])('somebody born on %s is %i on 2 March 2026', (bornOn, age) => {
    expect(ageOn(bornOn, '2026-03-02')).toBe(age)
  })

  test('somebody born on 29 February turns a year older on 1 March of a common year', () => {
    expect([ageOn('1944-02-29', '2025-02-28'), ageOn('1944-02-29', '2025-03-01')]).toEqual([80, 81])
  })

  test('whoever was born on or before the last birth date is of that age, whatever the day', () => {
    const date = (from: string, to: string) =>
      fc
        .date({ min: new Date(from), max: new Date(to), noInvalidDate: true })
        .map((one) => one.toISOString().slice(0, 10))
    fc.assert(
      fc.property(
        date('1900-01-01', '1990-12-31'),
        date('2000-01-01', '2060-12-31'),
        (born, day) => {
          expect(born <= lastBirthOf(advancedAge, day)).toBe(ageOn(born, day) >= advancedAge)
        },
      ),
    )
    for (const born of ['1948-02-28', '1948-02-29', '1948-03-01'])
      for (const day of ['2028-02-28', '2028-02-29', '2028-03-01', '2029-02-28', '2029-03-01'])
        expect(born <= lastBirthOf(advancedAge, day)).toBe(ageOn(born, day) >= advancedAge)
  })

  test('80 counts', () => expect(ageOn('1946-03-02', '2026-03-02')).toBe(advancedAge))

  test('nobody grows younger', () => {
    fc.assert(
      fc.property(birthDates, fc.nat(5_000), (bornOn, days) => {
        const day = addDays('2026-03-02', days)
        expect(ageOn(bornOn, addDays(day, 1))).toBeGreaterThanOrEqual(ageOn(bornOn, day))
      }),
    )
  })
})

describe('a day’s share of what is left', () => {
  test.each([
    [100, '2026-03-02', '2026-03-06', 20],
    [101, '2026-03-02', '2026-03-06', 21],
    [10, '2026-03-06', '2026-03-08', 10],
    [7, '2026-03-07', '2026-03-08', 7],
    [0, '2026-03-02', '2026-03-06', 0],
  ])('%i from %s to %s are %i', (left, today, target, share) => {
    expect(dailyPace(left, today, target)).toBe(share)
  })

  test.each([[undefined], ['2026-03-01'], ['2036-01-01']])('target %s asks for none', (target) => {
    expect(dailyPace(10, '2026-03-02', target)).toBeNull()
  })
})
