import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { china } from '../../policy/calendar.ts'
import { checkDigitOf, foldIdNumber, maskIdNumber, readIdNumber } from '../../policy/id-number.ts'
import { idNumberFor, idNumbers } from '../people.ts'

const now = china('2026-03-02 09:00')
const faultOf = (text: string) => {
  const read = readIdNumber(text, now)
  return 'fault' in read ? read.fault : undefined
}

describe('GB 11643', () => {
  test.each([
    ['532331194505120011', 'male'],
    ['53230219450512001X', 'male'],
    ['532321194505120019', 'male'],
    [idNumberFor('1945-05-12', 2), 'female'],
  ])('%s is right', (text, sex) => {
    expect(readIdNumber(text, now)).toEqual({
      text,
      sex,
      bornOn: '1945-05-12',
      last4: text.slice(14),
    })
  })

  test.each([
    ['５３２３０２１９４５０５１２００１Ｘ', 'full width'],
    ['53230219450512001x', 'a small x'],
    ['５３２３０２１９４５０５１２００１ｘ', 'a full-width small x'],
    [' 532302 19450512 001X ', 'blanks'],
    ["'53230219450512001X", 'the apostrophe of a spreadsheet'],
    ['53230219450512001×', 'a multiplication sign'],
    ['\u200b53230219450512001X', 'a character nobody sees'],
    ['532302-19450512-001X', 'dashes'],
  ])('%s is the same number with %s', (text) => {
    expect(foldIdNumber(text)).toBe('53230219450512001X')
    expect(faultOf(text)).toBeUndefined()
  })

  test.each([
    ['', '应为 18 位，现在是 0 位'],
    ['532331450512001', '15 位旧号码'],
    ['53233119450512001', '应为 18 位，现在是 17 位'],
    ['5323311945051200111', '应为 18 位，现在是 19 位'],
    ['53233119450512001A', '数字和 X 以外'],
    ['5323311945051200X1', '只有最后一位'],
    ['992331194505120011', '地区代码'],
    ['530000194505120011', '地区代码'],
    ['532331194513120011', '出生日期不存在'],
    ['532331194502290011', '出生日期不存在'],
    ['532331189912310011', '出生日期不存在'],
    ['532331202603030011', '出生日期不存在'],
    ['532331194505120018', '校验码不对'],
  ])('%s is refused: %s', (text, why) => {
    expect(faultOf(text)).toContain(why)
  })

  test('a fault never repeats the number', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 30 }), (text) => {
        const fault = faultOf(text)
        return fault === undefined || text.trim().length < 6 || !fault.includes(text)
      }),
    )
  })

  test('29 February of a leap year is a day, in a common year it is none', () => {
    expect(faultOf(idNumberFor('1944-02-29'))).toBeUndefined()
    expect(faultOf(idNumberFor('1945-02-29'))).toContain('出生日期')
    expect(faultOf(idNumberFor('1900-02-29'))).toContain('出生日期')
  })

  test('somebody born today has a number, somebody born tomorrow has none', () => {
    expect(faultOf(idNumberFor('2026-03-02'))).toBeUndefined()
    expect(faultOf(idNumberFor('2026-03-03'))).toContain('出生日期')
  })
})

describe('of all numbers', () => {
  test('a right one is read back with its date, sex and last four', () => {
    fc.assert(
      fc.property(idNumbers, ({ text, bornOn, order }) => {
        const sex = order % 2 === 1 ? 'male' : 'female'
        expect(readIdNumber(text, now)).toEqual({ text, bornOn, sex, last4: text.slice(-4) })
      }),
    )
  })

  test('one wrong digit is always noticed', () => {
    fc.assert(
      fc.property(idNumbers, fc.nat(16), fc.integer({ min: 1, max: 9 }), ({ text }, at, by) => {
        const wrong = (Number(text[at]) + by) % 10
        expect(faultOf(text.slice(0, at) + wrong + text.slice(at + 1))).toBeDefined()
      }),
    )
  })

  test('two neighbours that changed places are always noticed', () => {
    fc.assert(
      fc.property(idNumbers, fc.nat(15), ({ text }, at) => {
        const [one, other] = [text[at] ?? '', text[at + 1] ?? '']
        fc.pre(one !== other)
        const swapped = text.slice(0, at) + other + one + text.slice(at + 2)
        expect(faultOf(swapped)).toBeDefined()
      }),
    )
  })

  test('no text makes it throw, and folding twice is folding once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        readIdNumber(text, now)
        expect(foldIdNumber(foldIdNumber(text))).toBe(foldIdNumber(text))
      }),
    )
  })

  test('exactly one last character fits', () => {
    fc.assert(
      fc.property(idNumbers, ({ text }) => {
        const fitting = [...'0123456789X'].filter(
          (c) => faultOf(text.slice(0, 17) + c) === undefined,
        )
        expect(fitting).toEqual([checkDigitOf(text)])
      }),
    )
  })
})

test.each([
  ['532331194505120011', '5323**********0011'],
  ['123', '****'],
  ['', '****'],
])('%s is shown as %s', (text, shown) => {
  expect(maskIdNumber(text)).toBe(shown)
})
