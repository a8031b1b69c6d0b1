import { beforeAll, describe, expect, test } from 'vitest'
import { isFollowUp, ownWords } from '../../../policy/answering/follow-up.ts'
import type { Answerer } from '../../../policy/answers.ts'
import { loadCorpus } from '../../../policy/corpus.ts'
import { trainedAnswerer } from '../trained.ts'

test.each([
  ['那县外呢？', true],
  ['多少钱', true],
  ['谁来管', true],
  ['还有内退的呢', true],
  ['那80岁以下的呢', true],
  ['如果是卫生院', true],
  ['那个办法哪天施行', false],
  ['我爸爸在县医院住院是哪一家单位来看望他呢', false],
  ['春节慰问金发给谁', false],
  ['你好', false],
])('%s leans on what was said before: %s', (text, expected) => {
  expect(isFollowUp(text)).toBe(expected)
})

test.each([
  ['那县外呢？', '县外'],
  ['那么，户口呢', '户口'],
  ['多少钱', '多少钱'],
])('of %s its own words are %s', (text, expected) => {
  expect(ownWords(text)).toBe(expected)
})

describe('two turns', () => {
  let answer: Answerer
  beforeAll(() => {
    answer = trainedAnswerer()
  }, 120_000)
  test.each([
    ['在乡镇卫生院住院谁来看', '那县外呢？', '第十二条（一）', /^由县退管中心/],
    ['在县医院住院谁来看望', '那卫生院呢', '第十二条（一）', /^由乡镇劳动保障工作人员/],
    ['在广通卫生院住院哪个来看望', '金山镇的呢', '第十二条（一）', /^金山镇除外/],
    ['住院你们来不来看', '多少钱', '第十二条（一）', /30元以内/],
    ['过年慰问金发给哪些人', '那慰问信呢', '第十二条（四）', /每位/],
    ['80岁过年有没有慰问金', '多少钱', '第十二条（四）', /没有规定具体数额/],
    ['生存认证一年几次', '谁来做', '第十三条', /^由乡（镇）和社区/],
    ['内退的归谁管', '那遗属呢', '第九条', /供养遗属/],
    ['人事档案放在哪里', '那以后呢', '第八条', /档案局/],
    ['企业退休人员适用这个办法吗', '那教师呢', '第二条', /^不在范围内/],
    ['这个办法哪天施行', '那以前的老办法呢', '第十九条', /^已废止/],
  ])('%s – %s', (first, then, article, says) => {
    const { subject } = answer(first)
    const given = answer(then, { subject })
    expect(given.articles[0]).toBe(article)
    expect(given.text).toMatch(says)
  })

  test('a new subject is not drawn into the old one', () => {
    const { subject } = answer('在县医院住院谁来看望')
    expect(answer('联系卡上写些什么', { subject }).articles[0]).toBe('第十条（二）')
    expect(answer('那联系卡呢', { subject }).articles[0]).not.toBe('第十二条（一）')
    expect(answer('谢谢', { subject }).kind).toBe('smalltalk')
  })

  test('an unknown subject, and none, change nothing', () => {
    const alone = answer('那县外呢？')
    expect(answer('那县外呢？', { subject: 'JS20260001' })).toEqual(alone)
    expect(answer('那县外呢？', {})).toEqual(alone)
  })

  test('every subject that is given back is known when it comes again', () => {
    const names = new Set(loadCorpus().topics.map(({ name }) => name))
    for (const question of ['丧葬费是多少钱', '联系卡谁发', '县退管中心电话号码']) {
      expect(names).toContain(answer(question).subject)
    }
  })
})
