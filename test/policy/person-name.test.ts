import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldName, nameFault, nameMost, sameName } from '../../policy/person-name.ts'

describe('a name as it is stored', () => {
  test.each([
    ['张 桂英', '张桂英'],
    ['张　桂　英', '张桂英'],
    [' 张桂英\n', '张桂英'],
    ['张\u200b桂英', '张桂英'],
    ['阿米娜•依布拉音', '阿米娜·依布拉音'],
    ['阿米娜 · 依布拉音', '阿米娜·依布拉音'],
    ['阿米娜.依布拉音', '阿米娜·依布拉音'],
    ['Ｍａｒｉａ Garcia', 'Maria Garcia'],
    ['𬭎龍', '𬭎龍'],
    ['䶮㛃', '䶮㛃'],
  ])('%j becomes %j', (given, kept) => {
    expect(foldName(given)).toBe(kept)
  })

  test('folding twice is folding once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (text) => {
        expect(foldName(foldName(text))).toBe(foldName(text))
      }),
    )
  })
})

describe('what can be a name', () => {
  test.each([
    '李明',
    '欧阳秀英',
    '阿米娜·依布拉音',
    '𬭎龍',
    'Maria Garcia',
    '王'.repeat(nameMost),
  ])('%s can', (name) => expect(nameFault(name)).toBeUndefined())

  test.each([
    ['', '至少两个字'],
    ['李', '至少两个字'],
    ['𬭎', '至少两个字'],
    ['王'.repeat(nameMost + 1), `最多 ${nameMost}`],
    ['李明1', '符号或数字'],
    ['李明（故）', '符号或数字'],
    ['=HYPERLINK', '符号或数字'],
  ])('%s cannot: %s', (name, why) => expect(nameFault(name)).toContain(why))
})

test.each([
  ['张桂英', '張桂英', true],
  ['张桂英', '张 桂英', true],
  ['张桂英', '张桂瑛', false],
])('%s and %s are the same: %s', (one, other, same) => {
  expect(sameName(one, other)).toBe(same)
})
