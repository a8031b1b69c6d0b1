import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readDigit, withDigits } from '../../policy/digit.ts'

/** Every sign a phone offers for a digit, 0 to 9. */
const signs: readonly string[] = [
  '0０零〇⓪𝟎𝟘₀⁰',
  '1１一壹幺①㈠㊀⑴⒈𝟏𝟙₁¹',
  '2２二贰貳两兩俩倆②㈡㊁⑵⒉𝟐𝟚₂²',
  '3３三叁③㈢㊂⑶⒊𝟑𝟛₃³',
  '4４四肆④㈣㊃⑷⒋𝟒𝟜₄⁴',
  '5５五伍⑤㈤㊄⑸⒌𝟓𝟝₅⁵',
  '6６六陆陸⑥㈥㊅⑹⒍𝟔𝟞₆⁶',
  '7７七柒⑦㈦㊆⑺⒎𝟕𝟟₇⁷',
  '8８八捌⑧㈧㊇⑻⒏𝟖𝟠₈⁸',
  '9９九玖⑨㈨㊈⑼⒐𝟗𝟡₉⁹',
]
const written = signs.flatMap((row, digit) => [...row].map((sign) => ({ sign, digit })))
const one = fc.constantFrom(...written)
const before = fc.constantFrom('', '选', '我选', '選', '我選', '回', '回复', '回復', '第', '按')
const after = fc.constantFrom('', '个', '個', '号', '號', '项', '項')
const around = fc.constantFrom(
  '',
  ' ',
  '。',
  '！',
  '!',
  '，',
  '\u3000',
  '\n',
  '、',
  '（',
  '）',
  '👍',
  '\u200b',
)

test.each(written)('$sign is $digit', ({ sign, digit }) => {
  expect(readDigit(sign)).toBe(digit)
})

test('a key of the telephone keyboard is its digit, coloured or not', () => {
  for (let digit = 0; digit <= 9; digit++) {
    expect(readDigit(`${digit}\ufe0f\u20e3`)).toBe(digit)
    expect(readDigit(`${digit}\u20e3`)).toBe(digit)
  }
})

test('the words that people put around a digit do not change it', () => {
  fc.assert(
    fc.property(around, before, one, after, around, (left, said, { sign, digit }, unit, right) => {
      expect(readDigit(left + said + sign + unit + right)).toBe(digit)
    }),
    { numRuns: 1_000 },
  )
})

test('two digits are no choice, however they are written', () => {
  fc.assert(
    fc.property(one, fc.constantFrom('', ' ', '、', '和', '-'), one, (first, between, second) => {
      expect(readDigit(first.sign + between + second.sign)).toBeUndefined()
    }),
  )
})

test('a digit inside a sentence is no choice', () => {
  const sentences = [
    '我有D个孙子',
    'D楼没有灯',
    '住院D天了',
    'D块钱',
    '第D条',
    'D月领钱',
    '等了D年',
  ]
  fc.assert(
    fc.property(fc.constantFrom(...sentences), one, (sentence, { sign }) => {
      expect(readDigit(sentence.replace('D', sign))).toBeUndefined()
    }),
  )
})

describe('Chinese figures in a text', () => {
  const figures = [...'零〇一壹幺二贰三叁四肆五伍六陆七柒八捌九玖']
  const values = [0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9]
  const digitFor = new Map(figures.map((figure, at) => [figure, String(values[at])]))

  test('become digits one for one, and all else stays', () => {
    const part = fc.oneof(fc.constantFrom(...figures), fc.constantFrom(...'电话是，。 a7两俩十百'))
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        expect(withDigits(parts.join(''))).toBe(
          parts.map((sign) => digitFor.get(sign) ?? sign).join(''),
        )
      }),
    )
  })

  test('done twice is done once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        expect(withDigits(withDigits(text))).toBe(withDigits(text))
      }),
    )
  })
})

test('no text at all is ever read as a digit that is not there', () => {
  const known = new Set(written.map(({ sign }) => sign))
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 12 }), (text) => {
      const digit = readDigit(text)
      if (digit === undefined) return
      expect(0 <= digit && digit <= 9).toBe(true)
      expect([...text].filter((sign) => known.has(sign))).toEqual([String(digit)])
    }),
  )
})
