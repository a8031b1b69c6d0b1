import { describe, expect, test } from 'vitest'
import {
  type ErasureCase,
  erasureGroundLabels,
  erasureRefusal,
  exportIsMasked,
  exportReasonLabels,
} from '../../policy/privacy.ts'

type Row = readonly [
  ground: ErasureCase['ground'],
  status: ErasureCase['status'],
  vital: ErasureCase['vital'],
  open: number,
]

const statuses = ['incoming', 'managed', 'left'] as const
const vitals = ['living', 'deceased'] as const
// Cast: the keys of the very record.
const grounds = Object.keys(erasureGroundLabels) as ErasureCase['ground'][]

/** Every case there is, with nothing open and with something. */
const cases: readonly Row[] = grounds.flatMap((ground) =>
  statuses.flatMap((status) =>
    vitals.flatMap((vital) => [0, 2].map((open): Row => [ground, status, vital, open])),
  ),
)

/** What the law lets go at once, as a list that somebody can check against it. */
const mayGo: readonly string[] = [
  'wrong incoming living 0',
  'wrong incoming deceased 0',
  'wrong left living 0',
  'wrong left deceased 0',
  'expired incoming deceased 0',
  'expired managed deceased 0',
  'expired left living 0',
  'expired left deceased 0',
]

describe('个人信息保护法 第四十七条: what may be erased', () => {
  test.each(
    cases,
  )('on the ground %s of somebody %s and %s with %i matters open', (ground, status, vital, open) => {
    const refusal = erasureRefusal({ ground, status, vital, open })
    const goes = ground === 'consent' || mayGo.includes(`${ground} ${status} ${vital} ${open}`)
    expect(refusal === undefined).toBe(goes)
    if (refusal !== undefined) expect(refusal).toMatch(/^[^a-z]{8,60}。$/)
  })

  test('what is refused for one thing names that thing', () => {
    const base = { status: 'managed', vital: 'living', open: 0 } as const
    expect(erasureRefusal({ ...base, ground: 'wrong' })).toContain('正在管理服务中')
    expect(erasureRefusal({ ...base, ground: 'expired' })).toContain('履行职责')
    expect(erasureRefusal({ ...base, ground: 'wrong', status: 'left', open: 3 })).toContain(
      '3 件事',
    )
  })
})

test.each(
  Object.keys(exportReasonLabels),
)('a copy for %s hides numbers only where the person did not ask', (reason) => {
  // Cast: the keys of the very record.
  expect(exportIsMasked(reason as Parameters<typeof exportIsMasked>[0])).toBe(reason === 'check')
})
