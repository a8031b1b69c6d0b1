import fc from 'fast-check'
import { expect, test } from 'vitest'
import { china } from '../../policy/calendar.ts'
import { isQuiet, readQuietHours } from '../../policy/quiet-hours.ts'

const at = (minute: number) => china('2026-03-02') + minute * 60_000
const two = (value: number) => String(value).padStart(2, '0')
const clock = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
const minute = fc.nat(24 * 60 - 1)

test('a span holds its first minute and not its last, also over midnight', () => {
  fc.assert(
    fc.property(minute, minute, minute, (from, to, now) => {
      const quiet = readQuietHours(`${clock(from)}-${clock(to)}`) ?? expect.fail('unread')
      const since = (now - from + 1440) % 1440
      const length = (to - from + 1440) % 1440
      expect(isQuiet(at(now), quiet)).toBe(since < length)
    }),
  )
})

test('several spans are quiet wherever one of them is', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(minute, minute), { maxLength: 4 }), minute, (spans, now) => {
      const written = spans.map(([from, to]) => `${clock(from)}-${clock(to)}`)
      const all = readQuietHours(written.join(' , ')) ?? expect.fail('unread')
      const each = written.map((one) => isQuiet(at(now), readQuietHours(one) ?? []))
      expect(isQuiet(at(now), all)).toBe(each.includes(true))
    }),
  )
})

test.each([
  ['', []],
  [' ', []],
  ['20:30-08:00', [['20:30', '08:00']]],
  [
    '20:30-08:00,12:00-14:00',
    [
      ['20:30', '08:00'],
      ['12:00', '14:00'],
    ],
  ],
])('%j reads %j', (written, spans) => expect(readQuietHours(written)).toEqual(spans))

test.each([
  '20:30',
  '8:00-9:00',
  '24:00-01:00',
  '12:60-13:00',
  '12:00—13:00',
  'nights',
  '12:00-13:00;14:00-15:00',
])('%j is no span', (written) => expect(readQuietHours(written)).toBeUndefined())

test('the seconds of the last quiet minute are quiet', () => {
  const quiet = readQuietHours('12:00-14:00') ?? []
  expect(
    [at(14 * 60) - 1, at(14 * 60), at(12 * 60) - 1, at(12 * 60)].map((now) => isQuiet(now, quiet)),
  ).toEqual([true, false, false, true])
})
