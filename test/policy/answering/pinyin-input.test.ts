import { expect, test } from 'vitest'
import { makePinyinReader } from '../../../policy/answering/pinyin-input.ts'
import { loadCorpus } from '../../../policy/corpus.ts'
import { disturbances } from '../disturb.ts'

const read = makePinyinReader([
  '我要做生存认证',
  '档案在哪里',
  '我的联系卡',
  '西安',
  '先办认证',
  '八十岁',
])

test.each([
  ['wo yao zuo sheng cun ren zheng', '我要做生存认证'],
  ['woyaolianxika', '我要联系卡'],
  ['dang an zai na li?', '档案在哪里?'],
  ['Dangan Zai Nali', '档案在哪里'],
  ["xi'an", '西安'],
  ['xian ban ren zheng', '先办认证'],
  ['wǒ yào zuò rèn zhèng', '我要做认证'],
  ['wo3 yao4 zuo4 ren4 zheng4', '我要做认证'],
  ['认证 renzheng', '认证认证'],
  ['我要zuorenzheng', '我要做认证'],
  ['80sui,ren zheng', '80岁,认证'],
  ['hello wo yao ren zheng', 'hello我要认证'],
])('%s is read as %s', (typed, expected) => {
  expect(read(typed)).toBe(expected)
})

test.each([
  'hello world',
  '下载app',
  'a'.repeat(500),
  '12345',
  '',
  'wo',
  'td',
  'qwrtp',
  '认证',
])('%s is left alone', (typed) => {
  expect(read(typed)).toBeUndefined()
})

test('the longest messages are read in good time', () => {
  const started = performance.now()
  for (const typed of ['ni hao '.repeat(300), 'xian'.repeat(75), 'a e o '.repeat(300)]) read(typed)
  expect(performance.now() - started).toBeLessThan(1000)
})

test('what is asked most is read back from its own spelling, with blanks and without', () => {
  const { units, topics } = loadCorpus()
  const questions = topics
    .flatMap((topic) => topic.questions)
    .filter((question) => /^\p{Script=Han}+$/u.test(question))
    .slice(0, 400)
  const known = makePinyinReader([...units.map(({ text }) => text), ...questions])
  for (const way of ['spaced pinyin', 'run-on pinyin']) {
    const spell = disturbances[way] ?? ((text: string) => text)
    const right = questions.map((question) => {
      const said = known(spell(question)) ?? ''
      return (
        [...question].filter((character, at) => said[at] === character).length / question.length
      )
    })
    expect(right.reduce((sum, share) => sum + share, 0) / right.length).toBeGreaterThan(0.93)
  }
})
