import { describe, expect, test } from 'vitest'
import { digressed, slipped, told } from '../../../policy/answering/spoilt.ts'
import { wording } from '../../../policy/answering/wording.ts'
import { loadCorpus } from '../../../policy/corpus.ts'

const questions = loadCorpus()
  .topics.flatMap((topic) => topic.questions)
  .slice(0, 500)
  .map(wording)

describe('spoilt copies of what is learnt from', () => {
  test('a slip leaves out one character and nothing else, the same each time', () => {
    for (const worded of questions.filter(({ length }) => length >= 5)) {
      const copy = slipped(worded)
      expect(copy).toHaveLength(worded.length - 1)
      const at = Array.from(copy).findIndex((character, place) => character !== worded[place])
      const gap = at < 0 ? copy.length : at
      expect(copy.slice(0, gap) + worded[gap] + copy.slice(gap)).toBe(worded)
      expect(slipped(worded)).toBe(copy)
    }
  })

  test('of a short message nothing is left out', () => {
    expect(slipped('认证')).toBe('认证')
    expect(slipped('')).toBe('')
  })

  test('what is told around a message leaves it whole, in front, behind and on both sides', () => {
    const places = new Set<string>()
    for (const worded of questions) {
      const copy = told(worded)
      expect(copy).toContain(worded)
      expect(copy.length).toBeGreaterThan(worded.length)
      const front = !copy.startsWith(worded)
      const behind = !copy.endsWith(worded)
      places.add(`${front} ${behind}`)
      expect(told(worded)).toBe(copy)
    }
    expect([...places].sort()).toEqual(['false true', 'true false', 'true true'])
  })

  test('a remark on another matter stands before a message in one breath, the same each time', () => {
    const remarks = new Set<string>()
    for (const worded of questions) {
      const copy = digressed(worded)
      expect(copy.endsWith(worded)).toBe(true)
      expect(digressed(worded)).toBe(copy)
      remarks.add(copy.slice(0, -worded.length).trim())
    }
    expect(remarks.has('')).toBe(false)
    expect(remarks.size).toBeGreaterThan(50)
  })
})
