import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutPersonal } from '../../policy/without-personal.ts'

test.each([
  ['我叫李桂芬，身份证后四位3321，抚恤金多少', '我叫＊,身份证后四位＊,抚恤金多少'],
  ['电话13800138000，互助金一年交多少', '电话＊,互助金一年交多少'],
  ['身份证532331194503151234掉了', '身份证＊掉了'],
  ['身份证53233119450315123X掉了', '身份证＊掉了'],
  ['我是张国富的儿子，丧葬费多少', '我是＊的儿子,丧葬费多少'],
  ['禄政通〔2006〕101号有没有写丧葬费', '禄政通〔2006〕101号有没有写丧葬费'],
  ['2003年134号文件', '2003年134号文件'],
  ['80岁有高龄津贴吗', '80岁有高龄津贴吗'],
  ['', ''],
])('%s is kept as %s', (text, expected) => {
  expect(withoutPersonal(text)).toBe(expected)
})

test('no run of five digits and no more than 200 characters remain of anything', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\d,a我叫张三 -]{0,300}$/), (text) => {
      const kept = withoutPersonal(text)
      expect(kept).not.toMatch(/\d{5}/)
      expect(kept.length).toBeLessThanOrEqual(200)
    }),
  )
})
