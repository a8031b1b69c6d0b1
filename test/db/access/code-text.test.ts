import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newCode, readCode } from '../../../db/access/code-text.ts'

test('a code reads as itself, however it is grouped, in either case, and with look-alikes', () => {
  const code = fc.noShrink(fc.constant(undefined).map(() => newCode()))
  const alike: Record<string, string> = { 0: '0oO０', 1: '1iIlL１' }
  const gaps = ['', '', ' ', '-', '－', '　']
  fc.assert(
    fc.property(code, fc.infiniteStream(fc.nat()), (fresh, random) => {
      const pick = (from: ArrayLike<string>) => from[(random.next().value ?? 0) % from.length] ?? ''
      const typed = [...fresh].map((char) => pick(alike[char] ?? char + char.toLowerCase()))
      const grouped = typed.map((char) => char + pick(gaps))
      expect(readCode(fresh)).toBe(fresh)
      expect(readCode(typed.join(''))).toBe(fresh)
      expect(readCode(grouped.join(''))).toBe(fresh)
    }),
    { numRuns: 2000 },
  )
})

test('codes are ten characters without I, L, O and U, and do not repeat', () => {
  const codes = Array.from({ length: 20_000 }, newCode)
  expect(codes.every((code) => /^[0-9A-HJKMNP-TV-Z]{10}$/.test(code))).toBe(true)
  expect(codes.filter((code) => !/\d/.test(code))).toEqual([])
  expect(new Set(codes).size).toBe(codes.length)
  expect(new Set(codes.join('')).size).toBe(32)
})

test.each([
  ['nothing', ''],
  ['nine characters', '012345678'],
  ['eleven characters', '0123456789A'],
  ['a letter that no code has', '01234U6789'],
  ['words', '我要投诉食堂饭菜太咸'],
  ['a petition number', 'GT20260001'],
  ['emoji', '😀😀😀😀😀'],
  ['a telephone number', '13800138000'],
])('%s is no code', (_, typed) => {
  expect(readCode(typed)).toBeUndefined()
})

test.each([
  'ABCDE–FGHJK',
  'ABCDE—FGHJK',
  'abcde fghjk',
  '\u200bABCDEFGHJK',
  'ＡＢＣＤＥＦＧＨＪＫ',
])('a code typed as %s is understood', (typed) => {
  expect(readCode(typed)).toBe('ABCDEFGHJK')
})
