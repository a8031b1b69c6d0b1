import fc from 'fast-check'
import pairs from 'opencc-js/dict/TSCharacters'
import { describe, expect, test } from 'vitest'
import { normalise } from '../../policy/normalise.ts'
import { foldName, sameName } from '../../policy/person-name.ts'
import { simplify } from '../../policy/traditional.ts'

const table: readonly (readonly [string, string])[] = pairs.split('|').map((pair) => {
  const [traditional = '', simplified = ''] = pair.split(' ')
  return [traditional, simplified]
})
const simplifiedOf = new Map(table)
const traditional = fc.constantFrom(...table.map(([character]) => character))
const plain = fc.constantFrom(...'的我你一二三人，。 \nabc123💐👨‍👩‍👧𬭎㑇𠵾é')
/** Anything but the one word that is looked at as a whole. */
const mixture = fc
  .array(fc.oneof(traditional, plain, fc.string({ unit: 'grapheme', maxLength: 1 })), {
    maxLength: 60,
  })
  .map((parts) => parts.join(''))
  .filter((text) => !/[甚]/.test(text))

/** One character after the other, as somebody would do it with the table on paper. */
const byHand = (text: string) =>
  [...text].map((character) => simplifiedOf.get(character) ?? character).join('')

describe('the table', () => {
  test('has thousands of pairs of one character each, and no character twice', () => {
    expect(table.length).toBeGreaterThan(3_000)
    for (const [from, to] of table) expect([[...from].length, [...to].length]).toEqual([1, 1])
    expect(simplifiedOf.size).toBe(table.length)
  })

  test('is followed for every character in it, alone and among others', () => {
    const wrong = table.filter(
      ([from, to]) =>
        simplify(from) !== to ||
        simplify(`前${from}后`) !== `前${to}后` ||
        simplify(from + from) !== to + to,
    )
    expect(wrong).toEqual([])
  })

  test('is followed for all of it as one long text', () => {
    const long = table.map(([from]) => from).join('')
    expect(simplify(long)).toBe(byHand(long))
  })

  test('has characters beyond the first plane, and they stay whole', () => {
    const astral = table.filter(([from, to]) => from.length === 2 || to.length === 2)
    expect(astral.length).toBeGreaterThan(50)
    for (const [from, to] of astral) {
      expect(simplify(`字${from}字`)).toBe(`字${to}字`)
      expect(simplify(from).isWellFormed()).toBe(true)
    }
  })
})

test('any mixture becomes what the table says, character by character', () => {
  fc.assert(
    fc.property(mixture, (text) => {
      expect(simplify(text)).toBe(byHand(text))
    }),
    { numRuns: 500 },
  )
})

test('what is simplified has as many characters as before', () => {
  fc.assert(
    fc.property(mixture, (text) => {
      expect([...simplify(text)]).toHaveLength([...text].length)
    }),
  )
})

test('words without a Chinese character stay as they are, broken ones too', () => {
  const halves = fc.constantFrom('\ud800', '\udfff', 'a', '1', '?', 'é', '👍', 'あ')
  fc.assert(
    fc.property(fc.array(halves, { maxLength: 20 }), (parts) => {
      const text = parts.join('')
      expect(simplify(text)).toBe(text)
    }),
  )
})

test('two halves of a broken character beside Chinese ones change nothing', () => {
  const [astral = ''] = table.find(([from]) => from.length === 2) ?? []
  const [high = '', low = ''] = astral.split('')
  expect(simplify(`國${high}`)).toBe(`国${high}`)
  expect(simplify(`${low}國`)).toBe(`${low}国`)
})

test.each([
  ['甚麼', '什么'],
  ['為甚麼要認證', '为什么要认证'],
  ['甚么', '什么'],
  ['甚至', '甚至'],
  ['養老金甚麼時候發甚麼地方領', '养老金什么时候发什么地方领'],
])('%s is read %s', (said, read) => {
  expect(simplify(said)).toBe(read)
})

describe('what people type on a phone set to 繁體', () => {
  test.each([
    ['住院報銷', '住院报销'],
    ['喪葬撫卹費', '丧葬抚恤费'],
    ['醫療互助', '医疗互助'],
    ['敬老節慰問', '敬老节慰问'],
    ['勞動保障工作站', '劳动保障工作站'],
    ['供養遺屬生活困難補助費', '供养遗属生活困难补助费'],
    ['檔案轉到縣裡', '档案转到县里'],
    ['退休人員身份證', '退休人员身份证'],
    ['養老金認證', '养老金认证'],
    ['戶口註銷', '户口注销'],
    ['聯繫卡', '联系卡'],
  ])('%s is understood as %s', (said, read) => {
    expect(normalise(said)).toBe(read)
  })

  test('each character alone is the same name as the one it becomes', () => {
    const wrong = table.filter(([from, to]) => !sameName(`李${from}`, `李${to}`))
    expect(wrong).toEqual([])
  })

  test('their names are the same names', () => {
    const part = fc.array(traditional, { minLength: 2, maxLength: 4 })
    fc.assert(
      fc.property(part, (characters) => {
        const name = foldName(characters.join(''))
        expect(sameName(name, byHand(name))).toBe(true)
        expect(sameName(characters.join(' '), byHand(name))).toBe(true)
      }),
    )
  })
})
