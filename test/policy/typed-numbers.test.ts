import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { china } from '../../policy/calendar.ts'
import { maskPhone, readPhone } from '../../policy/contact.ts'
import { foldIdNumber, maskIdNumber, readIdNumber } from '../../policy/id-number.ts'
import { readSecondFact } from '../../policy/second-fact.ts'
import { idNumberFor, idNumbers } from '../people.ts'

const now = china('2026-03-02 09:00')
const wide = (text: string) =>
  text.replaceAll(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))
const inWords = (text: string, figures: string) =>
  text.replaceAll(/\d/g, (digit) => [...figures][Number(digit)] ?? '')
/** Parts of these sizes, and the rest, with a gap between. */
const grouped = (text: string, sizes: readonly number[], gap: string): string => {
  const [size, ...more] = sizes
  if (size === undefined || size >= text.length) return text
  return text.slice(0, size) + gap + grouped(text.slice(size), more, gap)
}

describe('an ID number', () => {
  const ways = fc.constantFrom<(text: string) => string>(
    (text) => text.toLowerCase(),
    wide,
    (text) => grouped(text, [6, 8], ' '),
    (text) => grouped(text, [6, 4, 4], '-'),
    (text) => grouped(text, [3, 3, 4, 4], '\u3000'),
    (text) => `'${text}`,
    (text) => `${text}\t\n`,
    (text) => text.replace('X', '×'),
    (text) => `\ufeff${text}\u200b`,
    (text) => grouped(text, [6, 8], '·'),
  )

  test('is the same number in any two ways of typing at once', () => {
    fc.assert(
      fc.property(idNumbers, ways, ways, ({ text }, one, other) => {
        const typed = one(other(text))
        expect(foldIdNumber(typed)).toBe(text)
        expect(readIdNumber(typed, now)).toMatchObject({ text })
      }),
    )
  })

  test('on the screen tells the region and the last four, and hides the birth date', () => {
    fc.assert(
      fc.property(idNumbers, ({ text, bornOn }) => {
        const shown = maskIdNumber(text)
        expect(shown).toHaveLength(18)
        expect([shown.slice(0, 4), shown.slice(-4)]).toEqual([text.slice(0, 4), text.slice(14)])
        expect(shown).not.toContain(bornOn.slice(0, 4) + bornOn.slice(5, 7))
        expect(shown.slice(4, 14)).toBe('*'.repeat(10))
      }),
    )
  })

  test('with a digit lost or doubled is told by its length, whichever digit it is', () => {
    fc.assert(
      fc.property(idNumbers, fc.nat(16), ({ text }, at) => {
        const lost = text.slice(0, at) + text.slice(at + 1)
        const doubled = text.slice(0, at) + text[at] + text.slice(at)
        expect(readIdNumber(lost, now)).toEqual({
          fault: '身份证号码应为 18 位，现在是 17 位。',
        })
        expect(readIdNumber(doubled, now)).toEqual({
          fault: '身份证号码应为 18 位，现在是 19 位。',
        })
      }),
    )
  })

  test('belongs to a province, or to 台湾, 香港, 澳门: 35 of a hundred beginnings', () => {
    const regions = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'))
    const known = regions.filter(
      (region) => !('fault' in readIdNumber(idNumberFor('1945-05-12', 1, `${region}0101`), now)),
    )
    expect(known).toHaveLength(35)
    for (const [region, count] of [
      ['1', 5],
      ['2', 3],
      ['3', 7],
      ['4', 6],
      ['5', 5],
      ['6', 5],
      ['7', 1],
      ['8', 3],
    ] as const)
      expect(known.filter((one) => one.startsWith(region))).toHaveLength(count)
  })
})

describe('a telephone number', () => {
  const mobile = fc
    .tuple(fc.integer({ min: 3, max: 9 }), fc.nat(999_999_999))
    .map(([second, rest]) => `1${second}${String(rest).padStart(9, '0')}`)
  const ways = fc.constantFrom<(text: string) => string>(
    (text) => text,
    wide,
    (text) => inWords(text, '零一二三四五六七八九'),
    (text) => inWords(text, '〇幺二三四五六七八九'),
    (text) => inWords(text, '零壹贰叁肆伍陆柒捌玖'),
    (text) => inWords(text, '零壹貳叁肆伍陸柒捌玖'),
    (text) => grouped(text, [3, 4], ' '),
    (text) => grouped(text, [3, 4], '-'),
    (text) => `+86 ${text}`,
    (text) => `86${text}`,
  )
  const sentences = fc.constantFrom<(text: string) => string>(
    (text) => text,
    (text) => `我的电话是${text}`,
    (text) => `${text}，找张桂英`,
    (text) => `手机：${text}。晚上打`,
    (text) => `打 ${text} 就行`,
    (text) => `“${text}”`,
  )

  test('is found however it is typed and whatever stands around it', () => {
    fc.assert(
      fc.property(mobile, ways, sentences, (number, way, sentence) => {
        expect(readPhone(sentence(way(number)))).toBe(number)
      }),
      { numRuns: 600 },
    )
  })

  test('of this county needs no area code, and others keep theirs', () => {
    const local = fc.integer({ min: 2_000_000, max: 8_999_999 }).map(String)
    fc.assert(
      fc.property(local, sentences, (number, sentence) => {
        expect(readPhone(sentence(number))).toBe(`0878${number}`)
        expect(readPhone(sentence(`0878-${number}`))).toBe(`0878${number}`)
        expect(readPhone(sentence(`(0871)6${number}`))).toBe(`08716${number}`)
      }),
    )
  })

  test('is not found in an ID number, a birth date or the number of a petition', () => {
    fc.assert(
      fc.property(idNumbers, fc.nat(9999), ({ text, bornOn }, serial) => {
        for (const other of [
          text,
          `身份证${text}`,
          bornOn,
          `生于${bornOn}`,
          `GT2026${String(serial).padStart(4, '0')}0`,
        ])
          expect(readPhone(other)).toBeUndefined()
      }),
    )
  })

  test('on the screen hides what is needed to call', () => {
    fc.assert(
      fc.property(mobile, (number) => {
        const shown = maskPhone(number)
        expect(shown).toBe(`${number.slice(0, 3)}****${number.slice(7)}`)
        expect(readPhone(shown)).toBeUndefined()
      }),
    )
  })
})

test('the fact that proves a person is found in any figures and words', () => {
  const says = fc.constantFrom<(fact: string) => string>(
    (fact) => fact,
    (fact) => `后四位${fact}`,
    (fact) => `后四位是 ${grouped(fact, [2], ' ')}`,
    (fact) => `我的身份证后四位：${fact}。`,
    (fact) => `尾号是${fact}！`,
  )
  const figures = fc.constantFrom('0123456789', '０１２３４５６７８９', '零一二三四五六七八九')
  fc.assert(
    fc.property(idNumbers, says, figures, ({ text }, say, way) => {
      const last4 = text.slice(14)
      expect(readSecondFact(say(inWords(last4, way)))).toEqual({ kind: 'last4', value: last4 })
    }),
  )
})
