import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskPhone, readPhone } from '../../policy/contact.ts'
import { readDigit, withDigits } from '../../policy/digit.ts'
import { foldIdNumber, maskIdNumber } from '../../policy/id-number.ts'
import { isBlank, isGesture, normalise, readableChars } from '../../policy/normalise.ts'
import { foldName, nameFault, nameMost, sameName } from '../../policy/person-name.ts'
import { advancedAge, ageOn } from '../../policy/retiree.ts'
import { simplify } from '../../policy/traditional.ts'
import { visibleText } from '../../policy/visible-text.ts'
import { withoutPersonal } from '../../policy/without-personal.ts'
import { hostileTexts } from '../hostile.ts'
import { birthDates, idNumbers } from '../people.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.constantFrom(...hostileTexts.map(([, text]) => text.slice(0, 3000))),
)
const forms = [
  '0123456789',
  '０１２３４５６７８９',
  '〇一二三四五六七八九',
  '零壹贰叁肆伍陆柒捌玖',
  '零幺两三四五六七八九',
]
const written = (digits: string, form: string) =>
  digits.replaceAll(/\d/g, (digit) => [...form][Number(digit)] ?? digit)
const mobiles = fc
  .tuple(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 0, max: 999_999_999 }))
  .map(([second, rest]) => `1${second}${String(rest).padStart(9, '0')}`)
const landlines = fc
  .tuple(
    fc.constantFrom('0878', '0871', '0877', '0691'),
    fc.integer({ min: 2_000_000, max: 8_999_999 }),
  )
  .map(([area, number]) => `${area}${number}`)

describe('a choice by digit', () => {
  const wraps = ['', '选', '我选', '回', '回复', '第', '按']
  const ends = ['', '个', '号', '项', '。', '！', ' ', '、']
  const cases = wraps.flatMap((wrap) => ends.map((end) => [wrap, end] as const))

  test.each(
    cases,
  )('with %j before and %j after it is read in every form of writing', (wrap, end) => {
    for (const form of forms)
      for (const digit of '0123456789')
        expect(readDigit(`${wrap}${written(digit, form)}${end}`)).toBe(Number(digit))
  })

  test('is one digit only: two digits, or words around one, are no choice', () => {
    const two = fc.tuple(fc.nat(9), fc.nat(9)).map(([one, other]) => `${one}${other}`)
    const wordy = fc
      .tuple(
        fc.constantFrom('我有', '今年', '三楼', '电话'),
        fc.nat(9),
        fc.constantFrom('块', '岁', '层'),
      )
      .map(([before, digit, after]) => `${before}${digit}${after}`)
    fc.assert(
      fc.property(fc.oneof(two, wordy), (text) => {
        expect(readDigit(text)).toBeUndefined()
      }),
    )
  })

  test('is a digit or nothing, whatever is said', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const digit = readDigit(text)
        expect(digit === undefined || (Number.isInteger(digit) && digit >= 0 && digit <= 9)).toBe(
          true,
        )
      }),
    )
  })

  test('turning numerals into digits changes them one for one and nothing else', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const turned = withDigits(text)
        expect([...turned]).toHaveLength([...text].length)
        expect(withDigits(turned)).toBe(turned)
      }),
    )
  })
})

describe('a telephone number in what people say', () => {
  const around = fc.constantFrom('', '电话', '我的手机号是', '打给我：', '联系电话（本人）', '喂，')
  const behind = fc.constantFrom('', '，谢谢', '。', ' 张桂英', '（女儿）', '，没人接就打家里')

  test('is found in every form of writing and spacing', () => {
    const gaps = fc.constantFrom('', ' ', '-', '－', '·', '. ')
    fc.assert(
      fc.property(
        mobiles,
        fc.constantFrom(...forms.slice(0, 4)),
        gaps,
        around,
        behind,
        (number, form, gap, a, b) => {
          const spaced = [number.slice(0, 3), number.slice(3, 7), number.slice(7)].join(gap)
          expect(readPhone(`${a}${written(spaced, form)}${b}`)).toBe(number)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('of a house is found with its area code in brackets or dashes, or gets the county’s', () => {
    fc.assert(
      fc.property(landlines, around, behind, (number, a, b) => {
        const [area, local] = [number.slice(0, 4), number.slice(4)]
        for (const form of [`${area}-${local}`, `(${area})${local}`, `（${area}）${local}`, number])
          expect(readPhone(`${a}${form}${b}`), form).toBe(number)
        expect(readPhone(`${a}${local}${b}`)).toBe(`0878${local}`)
      }),
    )
  })

  test('is never read out of an ID number', () => {
    fc.assert(
      fc.property(idNumbers, ({ text }) => {
        expect(readPhone(text)).toBeUndefined()
        expect(readPhone(`身份证${text}`)).toBeUndefined()
      }),
    )
  })

  test('is digits or nothing, and what is read is read again alike', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const phone = readPhone(text)
        if (phone === undefined) return
        expect(phone).toMatch(/^\d{10,12}$/)
        expect(readPhone(phone)).toBe(phone)
      }),
    )
  })

  test('on the screen hides at least four digits in a row', () => {
    fc.assert(
      fc.property(fc.oneof(mobiles, landlines), (phone) => {
        const shown = maskPhone(phone)
        expect(shown).toHaveLength(phone.length)
        expect(shown).toMatch(/\*{4}/)
        expect(shown.replaceAll('*', '').length).toBeLessThanOrEqual(8)
      }),
    )
  })
})

describe('an ID number on the screen', () => {
  test('shows region and last four, and never the birth date', () => {
    fc.assert(
      fc.property(idNumbers, ({ text, bornOn }) => {
        const shown = maskIdNumber(text)
        expect(shown).toHaveLength(18)
        expect(shown).not.toContain(bornOn.replaceAll('-', '').slice(0, 6))
        expect([shown.slice(0, 4), shown.slice(-4)]).toEqual([text.slice(0, 4), text.slice(-4)])
      }),
    )
  })

  test('is the same number however it is spaced', () => {
    const gaps = fc.array(fc.tuple(fc.nat(18), fc.constantFrom(' ', '-', '\u200b', '.', '　')), {
      maxLength: 5,
    })
    fc.assert(
      fc.property(idNumbers, gaps, ({ text }, put) => {
        let spaced = text
        for (const [at, gap] of put) spaced = spaced.slice(0, at) + gap + spaced.slice(at)
        expect(foldIdNumber(spaced)).toBe(text)
      }),
    )
  })
})

describe('a name', () => {
  const han = fc.constantFrom(...'张王李赵桂英秀兰长寿明芳龍鳳國華𬭎䶮㛃')
  const chinese = fc.array(han, { minLength: 2, maxLength: 6 }).map((parts) => parts.join(''))

  test('is the same with blanks, in traditional characters, and with what nobody sees', () => {
    const between = fc.constantFrom(' ', '　', '\u200b', '\u2060', '')
    fc.assert(
      fc.property(chinese, between, (name, gap) => {
        const spaced = [...name].join(gap)
        expect(foldName(spaced)).toBe(foldName(name))
        expect(sameName(spaced, simplify(name))).toBe(true)
        expect(nameFault(foldName(name))).toBeUndefined()
      }),
    )
  })

  test('that is kept is one that may be kept: folding never makes a fault of a name', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const folded = foldName(text)
        expect(foldName(folded)).toBe(folded)
        expect(folded.isWellFormed()).toBe(true)
        const fault = nameFault(folded)
        if (fault !== undefined) {
          expect(fault).toMatch(/^姓名.*。$/)
          return
        }
        const { length } = [...folded]
        expect(length).toBeGreaterThanOrEqual(2)
        expect(length).toBeLessThanOrEqual(nameMost)
        expect(folded).not.toMatch(/[<>&"'=%\d]/)
      }),
    )
  })
})

describe('what is understood of a text', () => {
  test('has no character that nobody sees, is short, and is understood alike a second time', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = normalise(text)
        expect(normalise(once)).toBe(once)
        expect(once.length).toBeLessThanOrEqual(readableChars)
        expect(once).not.toMatch(/^\s|\s$|\s\s|[\u200b-\u200f\u202a-\u202e\ufeff\0]/)
        expect(once.isWellFormed()).toBe(true)
      }),
    )
  })

  test('is the same in full width, in traditional characters and with blanks around', () => {
    const plain = fc
      .array(fc.constantFrom(...'住院了谁来看我养老金什么时候发ABC123'), {
        minLength: 1,
        maxLength: 30,
      })
      .map((parts) => parts.join(''))
    const wide = (text: string) =>
      text.replaceAll(/[A-Z0-9]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0))
    fc.assert(
      fc.property(plain, (text) => {
        expect(normalise(wide(text))).toBe(normalise(text))
        expect(normalise(`\u3000${text}\n\u200b`)).toBe(normalise(text))
      }),
    )
    expect(normalise('養老金甚麼時候發')).toBe(normalise('养老金什么时候发'))
  })

  test('a gesture is a friendly sign and no word; a blank is neither', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        if (isGesture(text)) expect(isBlank(text)).toBe(true)
        if (!isBlank(text)) expect(isGesture(text)).toBe(false)
      }),
    )
    expect(['👍', '🌹🌹', '好👍', '', '。'].map(isGesture)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })

  test('what a person sees loses controls and keeps every letter and sign', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const seen = visibleText(text)
        expect(visibleText(seen)).toBe(seen)
        expect(seen).not.toMatch(/\p{Cf}|\p{Cs}|(?![\n\t])\p{Cc}/u)
        const letters = (from: string) => from.replaceAll(/[^\p{L}\p{N}\p{P}\p{S}]/gu, '')
        expect(letters(seen)).toBe(letters(text))
      }),
    )
  })
})

describe('a question that is kept', () => {
  test('holds no telephone and no ID number, wherever they stood', () => {
    const sentence = fc.constantFrom('我是', '电话', '身份证号', '请打', '我妈的号码是')
    fc.assert(
      fc.property(
        sentence,
        fc.oneof(
          mobiles,
          landlines,
          idNumbers.map(({ text }) => text),
        ),
        (words, number) => {
          for (const text of [
            `${words}${number}，住院谁来看`,
            `${number}${words}`,
            `${words} ${number}`,
          ])
            expect(withoutPersonal(text)).not.toContain(number.slice(3, 9))
        },
      ),
    )
  })

  test.each([
    ['我叫张桂英，养老金怎么查', '张桂英'],
    ['我是退休职工王秀兰的女儿，住院谁来看', '王秀兰的女儿'],
    ['姓名：李长寿，丧葬费多少', '李长寿'],
    ['身份证后四位1234怎么绑定', '1234'],
  ])('%s leaves out %s', (text, personal) => {
    expect(withoutPersonal(text)).not.toContain(personal)
  })

  test.each([
    '禄政通〔2006〕101号是什么',
    '第十二条说什么',
    '80岁以上有什么',
    '一年认证几次',
  ])('%s stays as it was asked', (text) => {
    expect(withoutPersonal(text)).toBe(normalise(text))
  })
})

describe('an age', () => {
  test('grows by one on the birthday and on no other day', () => {
    fc.assert(
      fc.property(birthDates, fc.integer({ min: 2024, max: 2030 }), (bornOn, year) => {
        const [, month, day] = bornOn.split('-')
        const birthday =
          month === '02' && day === '29' ? `${year}-03-01` : `${year}-${month}-${day}`
        if (month === '02' && day === '29' && year % 4 === 0) return
        const age = year - Number(bornOn.slice(0, 4))
        expect(ageOn(bornOn, birthday)).toBe(age)
        expect(ageOn(bornOn, `${year}-12-31`)).toBe(age)
        if (birthday > `${year}-01-01`) expect(ageOn(bornOn, `${year}-01-01`)).toBe(age - 1)
        expect(ageOn(bornOn, birthday) >= advancedAge).toBe(age >= 80)
      }),
    )
  })
})
