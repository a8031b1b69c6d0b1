import fc from 'fast-check'
import { expect, test } from 'vitest'
import { china, chinaTime } from '../../policy/calendar.ts'
import {
  extendedDueAt,
  petitionKindLabels,
  petitionKinds,
  petitionSourceLabels,
  petitionSources,
  settleDueAt,
  tellDueAt,
} from '../../policy/petition.ts'

test.each([
  ['2026-11-23 00:00', '2026-12-08 23:59'],
  ['2026-11-23 23:59', '2026-12-08 23:59'],
  ['2026-12-20 10:00', '2027-01-04 23:59'],
  ['2028-02-20 10:00', '2028-03-06 23:59'],
])('received %s, the sender is told by %s', (received, due) => {
  expect(chinaTime(tellDueAt(china(received)))).toBe(due)
})

test.each([
  ['2026-11-23 09:00', '2027-01-22 23:59'],
  ['2026-01-01 00:00', '2026-03-02 23:59'],
])('accepted %s, it is settled by %s', (accepted, due) => {
  expect(chinaTime(settleDueAt(china(accepted)))).toBe(due)
})

test('an extension gives thirty more days, not thirty-one', () => {
  const due = settleDueAt(china('2026-11-23 09:00'))
  expect(chinaTime(extendedDueAt(due))).toBe('2027-02-21 23:59')
})

test('a deadline is the last millisecond of its China day', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: china('2060-01-01') }), (at) => {
      for (const due of [tellDueAt(at), settleDueAt(at), extendedDueAt(at)]) {
        expect(chinaTime(due).slice(-5)).toBe('23:59')
        expect(chinaTime(due + 1).slice(-5)).toBe('00:00')
      }
    }),
  )
})

test('each kind and each source has a Chinese label of its own', () => {
  const labels = [
    ...petitionKinds.map((kind) => petitionKindLabels[kind]),
    ...petitionSources.map((source) => petitionSourceLabels[source]),
  ]
  expect(new Set(labels).size).toBe(8)
  for (const label of labels) expect(label).toMatch(/^[\u4e00-\u9fff]{2,4}$/)
})
