import { describe, expect, test } from 'vitest'
import { isCourtesy } from '../../../policy/answering/courtesy.ts'
import { loadCorpus } from '../../../policy/corpus.ts'
import { normalise } from '../../../policy/normalise.ts'
import { trainedAnswerer } from '../trained.ts'

describe('what is nothing but courtesies', () => {
  test.each([
    '你好',
    '早',
    '好的好的，谢谢小同志',
    '哎呀太麻烦你们了',
    '嗯嗯，晓得了',
    '祝你们身体健康，万事如意！',
    '你们真是辛苦了，早点休息嘛',
    '那个，麻烦问一下，在吗',
    '谢谢谢谢🙏🙏',
    'OK',
    '吃饭了没得',
    '我这下清楚了，你忙你的',
  ])('%s is', (text) => {
    expect(isCourtesy(normalise(text))).toBe(true)
  })

  test.each([
    '',
    '？！',
    '我爸走了',
    '没了',
    '谢谢，我要绑定',
    '你好，认证怎么办',
    '好的，那慰问金呢',
    '请问',
    '我想问一下',
    '你们',
    '早上几点上班',
    '你好'.repeat(21),
  ])('%s is not', (text) => {
    expect(isCourtesy(normalise(text))).toBe(false)
  })

  test('no curated question, no matter and no request is taken for one', () => {
    const taken = loadCorpus()
      .topics.filter(({ kind }) => kind !== 'smalltalk')
      .flatMap(({ questions }) => questions)
      .filter((question) => isCourtesy(normalise(question)))
    expect(taken).toEqual([])
  })

  test('it is answered with a kind word, also spelt or among fillers, and nothing is cited', () => {
    const answer = trainedAnswerer()
    for (const text of ['ni hao', 'xiexie ni', '喂那个那个，辛苦了啊小同志', '謝謝你們，再見']) {
      const { kind, articles, abstained, intent } = answer(text)
      expect([text, kind, articles, abstained, intent]).toEqual([
        text,
        'smalltalk',
        [],
        false,
        undefined,
      ])
    }
  })
})
