import { expect, test } from 'vitest'
import { readCode } from '../../db/access/code-text.ts'
import { cardServices, drawnCharacters, groupedCode } from '../../policy/contact-card.ts'

test('a code on paper stands in two groups, and reads back as it is', () => {
  expect(groupedCode('K7M2Q8XYZ4')).toBe('K7M2Q 8XYZ4')
  expect(readCode(groupedCode('K7M2Q8XYZ4'))).toBe('K7M2Q8XYZ4')
})

test('what a font must draw: every letter once, also of the far planes, and no blanks', () => {
  expect(drawnCharacters('张䶮 张㛃·𬭎\n')).toEqual(['张', '䶮', '㛃', '·', '𬭎'])
  expect(drawnCharacters('\u{FE00} \u200B')).toEqual([])
  // Characters that an office made up for itself.
  expect(drawnCharacters('\u{E000}')).toEqual(['\u{E000}'])
})

test('the card names the services of 第十一条 to 第十四条 in few words', () => {
  expect(cardServices.length).toBeGreaterThanOrEqual(6)
  expect(cardServices.every((service) => [...service].length === 4)).toBe(true)
})
