import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quantitiesIn } from '../../../policy/rephrase/quantities.ts'

test.each([
  ['每人每次在30元以内', ['每人', '每次', '30元']],
  ['一次三十块钱', ['1次', '30元']],
  ['三十元、30圆、３０块', ['30元', '30元', '30元']],
  ['满80周岁，八十岁', ['80岁', '80岁']],
  ['2006年7月1日', ['2006年', '7月', '1日']],
  ['二〇〇六年七月一号', ['2006年', '7月', '1日']],
  ['百分之八十、80%、８０％', ['80%', '80%', '80%']],
  ['百分之三点五', ['3%', '5']],
  ['1,200元和一千二百元', ['1200元', '1200元']],
  ['3万元、三万元、30000元', ['30000元', '30000元', '30000元']],
  ['一万零五百', ['10500']],
  ['两亿三千万', ['230000000']],
  ['半年', ['0.5年']],
  ['十二', ['12']],
  ['一回、一趟、一次', ['1次', '1次', '1次']],
  ['三个月内', ['3个月']],
  ['统一、一起、一样、一下、一些、万一、十分', []],
  ['12333', ['12333']],
  ['3.5元', ['3.5元']],
  ['没有数字', []],
])('%s holds %j', (text, expected) => {
  expect(quantitiesIn(text)).toEqual(expected)
})

const han = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九']

function inChinese(value: number): string {
  const [thousands, hundreds, tens, ones] = [1000, 100, 10, 1].map(
    (p) => Math.floor(value / p) % 10,
  )
  const parts = [
    [thousands, '千'],
    [hundreds, '百'],
    [tens, '十'],
    [ones, ''],
  ] as const
  const words = parts.map(([digit = 0, power]) => (digit === 0 ? '零' : `${han[digit]}${power}`))
  return words
    .join('')
    .replace(/^零+|零+$/g, '')
    .replace(/零+/g, '零')
}

test('a number in Chinese and in digits is the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_999 }), (value) => {
      expect(quantitiesIn(`${inChinese(value)}元`)).toEqual([`${value}元`])
      expect(quantitiesIn(`${value}元`)).toEqual([`${value}元`])
    }),
  )
})
