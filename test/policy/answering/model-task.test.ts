import { expect, test } from 'vitest'
import { loadCorpus } from '../../../policy/corpus.ts'
import { intents } from '../../../policy/intent.ts'
import { trainedAnswerer } from '../trained.ts'

const answer = trainedAnswerer()
const { topics } = loadCorpus()
const sure = '住院了谁来看我'
const unsure = '这个到底归谁'

test('nothing is told to a model unless it is asked for, and nothing else changes by asking', () => {
  for (const question of [sure, unsure, '你好', '我不想活了', '', '😀', '退休工资多少']) {
    const plain = answer(question)
    expect(plain).not.toHaveProperty('task')
    const { task: _task, ...rest } = answer(question, { forModel: true })
    expect(rest).toEqual(plain)
  }
})

test('of a sure answer the verdict and its clause may be rephrased', () => {
  const { task } = answer(sure, { forModel: true })
  expect(task).toMatchObject({ kind: 'rephrase', verdict: expect.stringContaining('县退管中心') })
  expect(task?.kind === 'rephrase' && task.clause).toContain('由县退管中心负责看望')
})

test('of an unsure one every topic may be meant, each once, with words that tell what it is', () => {
  const { task, confidence } = answer(unsure, { forModel: true })
  expect(confidence).toBeLessThan(0.75)
  if (task?.kind !== 'sort') throw new Error('is sure')
  expect(task.topics.map(({ name }) => name).sort()).toEqual(topics.map(({ name }) => name).sort())
  expect(task.topics.filter(({ tells }) => tells === '')).toEqual([])
})

test.each(['', '😀', '我不想活了', '喝农药'])('no model is asked about %j', (question) => {
  expect(answer(question, { forModel: true }).task).toBeUndefined()
})

test('what is sure and is no clause has nothing to rephrase', () => {
  expect(answer('你好', { forModel: true })).toMatchObject({ kind: 'smalltalk' })
  expect(answer('你好', { forModel: true }).task).toBeUndefined()
  expect(answer('我要投诉', { forModel: true }).task).toBeUndefined()
})

test.each(
  topics.map((topic) => [topic.name, topic] as const),
)('sorted as %s, that is what is answered', (name, topic) => {
  const said = answer(unsure, { sortedAs: name, contact: '广通站，电话 0878-4120000' })
  expect(said.kind).toBe(topic.kind)
  if (topic.kind === 'clause') {
    expect(said.text.startsWith(topic.verdict)).toBe(true)
    expect(said).toMatchObject({ subject: name, abstained: false, articles: [expect.any(String)] })
    expect(said.text).toContain('0878-4120000')
  }
  if (topic.kind === 'outside') expect(said).toMatchObject({ abstained: true, subject: name })
  if (topic.kind === 'action') expect(said).toMatchObject({ intent: name, confirm: true })
  expect(said.text.length).toBeLessThanOrEqual(600)
})

test('only what a model chose is to be confirmed', () => {
  for (const intent of intents) {
    const [question = ''] = topics.find(({ name }) => name === intent)?.questions ?? []
    expect(answer(question)).toMatchObject({ intent })
    expect(answer(question)).not.toHaveProperty('confirm')
  }
})

test.each([
  '',
  'gold',
  '第十三条',
  '__proto__',
  'constructor',
])('a name that is none (%j) changes nothing', (sortedAs) => {
  expect(answer(unsure, { sortedAs })).toEqual(answer(unsure))
})

test('danger goes before whatever a model chose', () => {
  expect(answer('我不想活了', { sortedAs: 'opt_out' })).toMatchObject({ urgent: true })
})

test('plainer words take the place of the verdict, and only of that', () => {
  const plain = answer(sure).text
  const verdict = plain.split('\n')[0] ?? ''
  const said = answer(sure, {
    plainer: (asked) => (asked === verdict ? '县退管中心来看您。' : undefined),
  })
  expect(said.text).toBe(plain.replace(verdict, '县退管中心来看您。'))
  expect(answer(sure, { plainer: () => undefined })).toEqual(answer(sure))
  expect(answer(sure, { plainer: () => '' })).toEqual(answer(sure))
  expect(answer(sure, { plainer: () => '$&$1$`' }).text.startsWith('$&$1$`\n')).toBe(true)
})

test('plainer words that would make it longer than a message are left out', () => {
  expect(answer(sure, { plainer: () => '长'.repeat(600) })).toEqual(answer(sure))
})

test('small talk, actions and matters outside are never rephrased', () => {
  for (const question of ['你好', '我要投诉', '养老金多少钱一个月']) {
    expect(answer(question, { plainer: () => '骗您的。' })).toEqual(answer(question))
  }
})
