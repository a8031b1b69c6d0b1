import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isBlank, normalise, readableChars } from '../../policy/normalise.ts'

test.each([
  ['ＡＢＣ１２３，？', 'ABC123,?'],
  ['我的人事檔案以後會不會轉到檔案局', '我的人事档案以后会不会转到档案局'],
  ['甚麼時候發慰問信', '什么时候发慰问信'],
  ['认\u200b证\u200d \u202e怎么\u2066办\ufeff', '认证 怎么办'],
  ['\u0000住\u0007院', '住院'],
  ['  第一行\r\n\t第二行\u3000 ', '第一行 第二行'],
  ['①②', '12'],
  ['\ud800坏字符\udc00', '坏字符'],
  ['', ''],
])('%j is compared as %j', (text, expected) => {
  expect(normalise(text)).toBe(expected)
})

test('what is normal stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const once = normalise(text)
      expect(normalise(once)).toBe(once)
      expect(once).not.toMatch(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/)
    }),
  )
})

test('a text of any length is cut before the work starts', () => {
  const texts = ['养'.repeat(100_000), '\ufdfa'.repeat(100_000), '\u202e'.repeat(100_000)]
  const started = performance.now()
  for (const text of texts) expect(normalise(text).length).toBeLessThanOrEqual(readableChars)
  expect(performance.now() - started).toBeLessThan(500)
})

test.each([
  ['', true],
  [' \n\u3000', true],
  ['👍🌹🙏🏻', true],
  ['👨‍👩‍👧', true],
  ['。。。？！', true],
  ['\u200f\u202e', true],
  ['1', false],
  ['①', false],
  ['好', false],
  ['hello', false],
  ['مرحبا', false],
])('%j is blank: %s', (text, expected) => {
  expect(isBlank(text)).toBe(expected)
})
