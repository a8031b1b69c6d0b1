import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { builtInQuestions } from '../../../policy/learning/built-in.ts'
import { makeNearest } from '../../../policy/learning/nearest.ts'
import { packageKnowledge } from '../trained.ts'

const { corpus } = packageKnowledge()
const clauses = corpus.topics.filter(({ kind }) => kind === 'clause')
const entries = clauses.flatMap(({ name, questions }) =>
  questions.slice(0, 5).map((question) => ({ question, item: name })),
)
const near = makeNearest(entries, corpus.concepts)

describe('the nearest question', () => {
  test('of none is none', () => {
    expect(makeNearest([], corpus.concepts)('住院谁来看')).toBeUndefined()
  })

  test('is the question itself for its own words, whatever stands around them', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...entries),
        fc.constantFrom('', '？', '。', '  ', '！'),
        ({ question }, end) => {
          const found = near(`${end}${question}${end}`)
          expect(found?.closeness).toBeGreaterThan(0.99)
          const twins = entries.filter((each) => each.question === question)
          expect(near(question)?.closeness).toBeGreaterThan(0.99)
          expect(twins.length).toBeGreaterThan(0)
        },
      ),
      { numRuns: 100 },
    )
  })

  test('is near for names and numbers that differ, far for other words', () => {
    const one = makeNearest(
      [{ question: '我叫张桂英,电话13800138000,丧葬费找谁领', item: 1 }],
      corpus.concepts,
    )
    expect(one('我叫李国富,电话13900139000,丧葬费找谁领')?.closeness).toBeGreaterThan(0.99)
    expect(one('今天天气好')?.closeness).toBeLessThan(0.4)
  })

  test('is between nothing and everything for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const { closeness = 0 } = near(text) ?? {}
        expect(closeness).toBeGreaterThanOrEqual(0)
        expect(closeness).toBeLessThanOrEqual(1)
      }),
      { numRuns: 100 },
    )
  })
})

describe('the ways to ask that are known', () => {
  const builtIn = builtInQuestions(corpus)

  test('are all counted, and found by their own words first', () => {
    const all = corpus.topics.flatMap(({ questions }) => questions)
    expect(builtIn.count).toBe(all.length)
    for (const { question } of entries.slice(0, 40))
      expect(builtIn.near([question])[0]?.replaceAll(/[\s\p{P}]/gu, '')).toBe(
        question.replaceAll(/[\s\p{P}]/gu, ''),
      )
  })

  test('are at most as many as asked for, and none for words that share nothing', () => {
    expect(builtIn.near(['在县医院住院谁来看望'], { share: 0.01, most: 7 })).toHaveLength(7)
    expect(builtIn.near(['zzzzzz'])).toEqual([])
  })

  test('of a clause are those of all its facts', () => {
    const expected = clauses
      .filter(({ name }) => name.startsWith('第八条/'))
      .flatMap(({ questions }) => questions)
    expect(builtIn.of(['第八条'])).toEqual(expected)
    expect(builtIn.of(['第九十条'])).toEqual([])
  })
})

test('whatever would be taken over by nearness is among those that are looked at', () => {
  // The features of a question come near enough only where many neighbouring characters are shared.
  const builtIn = builtInQuestions(corpus)
  const added = ['在县医院住院谁来看望', '联系卡上都写些什么', '生存认证一年要办几次']
  const missed = added.flatMap((question) => {
    const one = makeNearest([{ question, item: 0 }], corpus.concepts)
    const looked = new Set(builtIn.near([question]))
    return corpus.topics
      .flatMap(({ questions }) => questions)
      .filter((each) => (one(each)?.closeness ?? 0) >= 0.92 && !looked.has(each))
  })
  expect(missed).toEqual([])
}, 60_000)
