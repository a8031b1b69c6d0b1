import { beforeAll, describe, expect, test } from 'vitest'
import { readLearnt } from '../../../policy/answering/learnt-file.ts'
import { makeLibrary } from '../../../policy/answering/library.ts'
import { type Answerer, makeAnswerer } from '../../../policy/answers.ts'
import { loadCorpus } from '../../../policy/corpus.ts'
import { evaluated } from '../evaluation.ts'
import { lawLike } from '../law.ts'
import { trainedAnswerer } from '../trained.ts'

const percentile95 = (times: readonly number[]) =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0

/** Processor time of some work in milliseconds: what else the machine does must not decide. */
function spent(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

describe('with 300 articles of law beside the notice', () => {
  let alone: Answerer
  let beside: Answerer
  beforeAll(() => {
    alone = trainedAnswerer()
    const corpus = { ...loadCorpus(), library: lawLike(300) }
    beside = makeAnswerer(corpus, readLearnt(corpus))
  }, 120_000)

  test('every question is decided as without them', () => {
    const decided = (answer: Answerer) =>
      evaluated.map(({ text }) => {
        const { kind, articles, abstained, intent } = answer(text)
        return { text, kind, articles, abstained, intent }
      })
    expect(decided(beside)).toEqual(decided(alone))
  })

  test('an article that is near is pointed at, for a person to check', () => {
    const { text, abstained, articles } = beside('失业保险金用人单位是不是应当每月按时足额支付')
    expect(text).toMatch(/《社会保障法律汇编》第\d+条可能有关，请工作人员核实：“.*失业保险金/)
    expect(text.length).toBeLessThanOrEqual(600)
    expect({ abstained, articles }).toEqual({ abstained: true, articles: [] })
    expect(beside('明天下不下雨').text).not.toContain('可能有关')
  })
})

test('10,000 articles are indexed in ten seconds and searched in fifty milliseconds', () => {
  const units = Array.from({ length: 6 }, () => lawLike(1_728))
    .flat()
    .slice(0, 10_000)
  const library = makeLibrary(units)
  const first = () => library('用人单位不得拖欠住院医疗费用')
  expect(spent(first)).toBeLessThan(10_000)
  expect(first()?.text).toContain('住院医疗费用')
  const times = evaluated.map(({ text }) => spent(() => library(text)))
  expect(percentile95(times)).toBeLessThan(50)
}, 60_000)

test('an empty library points at nothing', () => {
  expect(makeLibrary([])('养老金')).toBeUndefined()
})

test('answers over the 36 units take twenty milliseconds at most, nearly always', () => {
  const answer = trainedAnswerer()
  answer('热身')
  const times = evaluated.map(({ text }) => spent(() => answer(text)))
  expect(percentile95(times)).toBeLessThan(20)
}, 120_000)
