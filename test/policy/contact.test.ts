import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskPhone, readPhone } from '../../policy/contact.ts'

test.each([
  ['13987823456', '13987823456'],
  ['139 8782 3456', '13987823456'],
  ['139-8782-3456', '13987823456'],
  ['１３９８７８２３４５６', '13987823456'],
  ['一三九八七八二三四五六', '13987823456'],
  ['幺三九 八七八二 三四五六', '13987823456'],
  ['+86 139 8782 3456', '13987823456'],
  ['008613987823456', '13987823456'],
  ['我电话是13987823456，张桂英', '13987823456'],
  ['0878-4123456', '08784123456'],
  ['(0878)4123456', '08784123456'],
  ['０８７８－４１２３４５６', '08784123456'],
  ['4123456', '08784123456'],
  ['家里座机 412 3456', '08784123456'],
  ['0871-63123456', '087163123456'],
  ['010-62345678', '01062345678'],
  ['1944-05-12 出生，电话 13987823456', '13987823456'],
  ['3号楼 13987823456', '13987823456'],
])('%s holds the number %s', (text, expected) => {
  expect(readPhone(text)).toBe(expected)
})

test.each([
  '',
  '没有',
  '12333',
  '120',
  '12987823456',
  '1398782345',
  '139878234567',
  '532331194505120011',
  '1123456',
  '0123456',
  '2026-11-23',
  '1'.repeat(100_000),
])('case %# (%s) is no telephone number', (text) => {
  expect(readPhone(text)).toBeUndefined()
})

const mobileNumber = fc
  .tuple(fc.integer({ min: 13, max: 19 }), fc.integer({ min: 0, max: 999_999_999 }))
  .map(([head, tail]) => `${head}${String(tail).padStart(9, '0')}`)

test('a mobile number is read however it is spaced, and what is read is read again alike', () => {
  fc.assert(
    fc.property(mobileNumber, fc.constantFrom('', ' ', '-', '－', '　'), (number, gap) => {
      const spaced = [number.slice(0, 3), number.slice(3, 7), number.slice(7)].join(gap)
      expect(readPhone(`打我电话${spaced}吧`)).toBe(number)
      expect(readPhone(number)).toBe(number)
    }),
  )
})

test.each([
  ['13987823456', '139****3456'],
  ['08784123456', '0878****456'],
  ['087163123456', '08716****456'],
  ['4123456', '*****56'],
  ['', ''],
])('%s is shown as %s', (phone, expected) => {
  expect(maskPhone(phone)).toBe(expected)
})
