import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dueOf, dueOfRow, show, showBytes, showTime } from '../../../admin/web/src/format.ts'
import type { Field } from '../../../admin/web/src/types.ts'
import { addDays, china, chinaDate, endOfDay } from '../../../policy/calendar.ts'

const field = (values: Partial<Field> = {}): Field => ({
  key: 'name',
  label: '姓名',
  kind: 'text',
  ...values,
})

describe('an instant', () => {
  test.each<[unknown, string]>([
    [china('2026-03-02 09:00'), '2026-03-02 09:00'],
    ['2026-03-02T01:00:00.000Z', '2026-03-02 09:00'],
    ['2026-03-01T16:00:00Z', '2026-03-02 00:00'],
    [0, '1970-01-01 08:00'],
    ['', ''],
    ['昨天', ''],
    [null, ''],
    [undefined, ''],
    [{}, ''],
    [true, ''],
  ])('%j reads %j in China time', (value, text) => {
    expect(showTime(value)).toBe(text)
  })
})

describe('a field of a row', () => {
  test.each<[string, Partial<Field>, unknown, string]>([
    ['text', {}, '张桂英', '张桂英'],
    ['a number as text', {}, 7, '7'],
    ['zero', { kind: 'int' }, 0, '0'],
    ['nothing', {}, null, ''],
    ['what is not there', {}, undefined, ''],
    ['money', { kind: 'fen' }, 234560, '2345.60 元'],
    ['no money', { kind: 'fen' }, 0, '0.00 元'],
    ['one fen', { kind: 'fen' }, 1, '0.01 元'],
    ['an instant', { kind: 'instant' }, china('2026-03-02 09:00'), '2026-03-02 09:00'],
    ['a day', { kind: 'day' }, '1945-05-12', '1945-05-12'],
    ['a choice', { kind: 'choice', choices: { help: '求助' } }, 'help', '求助'],
    ['a choice of a newer service', { kind: 'choice', choices: {} }, 'gift', 'gift'],
    ['a choice without words', { kind: 'choice' }, 'help', 'help'],
    ['markup, which the page shows as text', {}, '<b>张</b>', '<b>张</b>'],
  ])('%s', (_, values, value, text) => {
    expect(show(field(values), { id: 'r1', name: value })).toBe(text)
  })

  test('that names another row shows the name, and nothing where the name is unknown', () => {
    const station = field({ key: 'stationId', names: 'stations' })
    expect(show(station, { id: 'r1', stationId: 'guangtong', stationName: '广通站' })).toBe(
      '广通站',
    )
    expect(show(station, { id: 'r1', stationId: 'guangtong', stationName: null })).toBe('')
    expect(show(station, { id: 'r1', stationId: 'guangtong' })).toBe('')
  })
})

describe('a time limit', () => {
  const now = china('2026-03-02 10:00')
  test.each([
    ['2026-03-02 23:59', 'soon', '今天到期'],
    ['2026-03-02 10:00', 'soon', '今天到期'],
    ['2026-03-02 09:59', 'late', '超期 1 天'],
    ['2026-03-01 23:59', 'late', '超期 1 天'],
    ['2026-02-28 23:59', 'late', '超期 2 天'],
    ['2026-03-03 00:00', 'soon', '还剩 1 天'],
    ['2026-03-05 23:59', 'soon', '还剩 3 天'],
    ['2026-03-06 00:00', 'calm', '还剩 4 天'],
    ['2026-04-30 23:59', 'calm', '还剩 59 天'],
    ['2025-03-02 10:00', 'late', '超期 365 天'],
  ])('of %s is %s: %s', (due, tone, text) => {
    expect(dueOf(china(due), now)).toEqual({ tone, text })
  })

  test('is late from the first millisecond after it and never before', () => {
    const days = fc.integer({ min: -400, max: 400 })
    fc.assert(
      fc.property(days, fc.nat(86_399_999), (ahead, ofDay) => {
        const at = china('2026-03-02') + ofDay
        const dueAt = endOfDay(addDays('2026-03-02', ahead))
        const { tone, text } = dueOf(dueAt, at)
        expect(tone === 'late').toBe(dueAt < at)
        if (ahead > 0) expect(text).toBe(`还剩 ${ahead} 天`)
        if (ahead < 0) expect(text).toBe(`超期 ${-ahead} 天`)
        expect(dueOf(endOfDay(chinaDate(at)), at).text).toBe('今天到期')
      }),
    )
  })

  test.each<[string, Record<string, unknown>, boolean]>([
    ['registered', { status: 'registered', dueAt: now }, true],
    ['accepted', { status: 'accepted', dueAt: now }, true],
    ['answered', { status: 'answered', dueAt: now }, false],
    ['closed', { status: 'closed', dueAt: now }, false],
    ['without a limit', { status: 'accepted', dueAt: null }, false],
    ['with a broken limit', { status: 'accepted', dueAt: 'soon' }, false],
    ['of another ledger', { dueAt: now }, false],
    ['as ISO text', { status: 'accepted', dueAt: new Date(now).toISOString() }, true],
  ])('a row that is %s has one to show: %s', (_, values, shown) => {
    expect(dueOfRow({ id: 'r1', ...values }, now) !== undefined).toBe(shown)
  })
})

test.each([
  [0, '1 KB'],
  [1, '1 KB'],
  [1_499, '1 KB'],
  [1_500, '2 KB'],
  [999_499, '999 KB'],
  [1_000_000, '1.0 MB'],
  [10_485_760, '10.5 MB'],
])('%i bytes are %s to people', (bytes, text) => {
  expect(showBytes(bytes)).toBe(text)
})

describe('the day on which a file that is lent should be back', () => {
  const lent = { id: 'f1', status: 'out', dueOn: '2026-03-05' }
  test.each([
    ['2026-03-01 09:00', 'calm', '还剩 4 天'],
    ['2026-03-02 00:00', 'soon', '还剩 3 天'],
    ['2026-03-05 23:59', 'soon', '今天到期'],
    ['2026-03-06 00:00', 'late', '超期 1 天'],
    ['2026-03-16 08:00', 'late', '超期 11 天'],
  ])('at %s: %s, %s', (at, tone, text) => {
    expect(dueOfRow(lent, china(at))).toEqual({ tone, text })
  })

  test('says nothing of a file on its shelf, and nothing without a day', () => {
    const now = china('2026-03-06')
    expect(dueOfRow({ ...lent, status: 'in' }, now)).toBeUndefined()
    expect(dueOfRow({ ...lent, dueOn: null }, now)).toBeUndefined()
  })
})
