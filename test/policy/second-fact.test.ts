import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSecondFact } from '../../policy/second-fact.ts'
import { idNumbers } from '../people.ts'

describe('the last four', () => {
  test.each([
    ['1234', '1234'],
    [' 12 34 ', '1234'],
    ['１２３４', '1234'],
    ['一二三四', '1234'],
    ['壹贰叁肆', '1234'],
    ['123x', '123X'],
    ['１２３ｘ', '123X'],
    ['后四位是1234', '1234'],
    ['身份证后四位：1234。', '1234'],
    ['我的身份证号码后四位是 12-34', '1234'],
    ['尾号1234', '1234'],
  ])('%s', (text, value) => {
    expect(readSecondFact(text)).toEqual({ kind: 'last4', value })
  })
})

describe('a birth date', () => {
  test.each([
    ['19450512', '1945-05-12'],
    ['1945-05-12', '1945-05-12'],
    ['1945.5.12', '1945-05-12'],
    ['1945/05/12', '1945-05-12'],
    ['1945年5月12日', '1945-05-12'],
    ['１９４５年５月１２号', '1945-05-12'],
    ['一九四五年五月一二', '1945-05-12'],
    ['出生日期是1945年5月12日', '1945-05-12'],
  ])('%s', (text, value) => {
    expect(readSecondFact(text)).toEqual({ kind: 'bornOn', value })
  })
})

test.each([
  '',
  '12345',
  '123',
  'x123',
  '1945-13-12',
  '19450231',
  '我要投诉',
  '不同意',
  '13800138000',
  'GT20260001',
])('%j is none', (text) => {
  expect(readSecondFact(text)).toBeUndefined()
})

test('every whole number, and the last four and the birth date of it, are what they are', () => {
  fc.assert(
    fc.property(idNumbers, ({ text, bornOn }) => {
      expect(readSecondFact(text.toLowerCase())).toEqual({ kind: 'idNumber', value: text })
      expect(readSecondFact(text.slice(14))).toEqual({ kind: 'last4', value: text.slice(14) })
      expect(readSecondFact(bornOn)).toEqual({ kind: 'bornOn', value: bornOn })
      expect(readSecondFact(bornOn.replaceAll('-', ''))).toEqual({ kind: 'bornOn', value: bornOn })
    }),
  )
})
