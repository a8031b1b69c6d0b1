import { expect, test } from 'vitest'
import { readDigit, withDigits } from '../../policy/digit.ts'

const tables = [
  '0123456789',
  '０１２３４５６７８９',
  '零一二三四五六七八九',
  '零壹贰叁肆伍陆柒捌玖',
]

test.each(tables)('each digit of %s is read', (table) => {
  expect([...table].map(readDigit)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test.each([
  ['①', 1],
  ['⑨', 9],
  ['㈢', 3],
  ['1️⃣', 1],
  [' 2 。', 2],
  ['两', 2],
  ['貳', 2],
  ['選3', 3],
  ['回复1', 1],
  ['第一个', 1],
  ['4号', 4],
  ['\u202e5\u202c', 5],
])('%j is read as %d', (text, expected) => {
  expect(readDigit(text)).toBe(expected)
})

test.each([
  '',
  '12',
  '十',
  '一二',
  '好',
  '1块钱',
  '第十二条',
  '👍',
  '-',
  '1'.repeat(100_000),
])('case %# is no single digit', (text) => {
  expect(readDigit(text)).toBeUndefined()
})

test('Chinese numerals turn into digits one for one and other characters stay', () => {
  expect(withDigits('幺三九八七八两千')).toBe('139878两千')
})
