import { expect, test } from 'vitest'
import type { PolicyAnswer } from '../../policy/answers.ts'
import { answerLine, readAskedLine } from '../../policy/ask.ts'

const plain: PolicyAnswer = {
  kind: 'clause',
  text: '由县退管中心负责看望。',
  articles: ['第十二条（一）'],
  abstained: false,
  confidence: 0.9,
}

function clockOf(...times: number[]): () => number {
  return () => times.shift() ?? Number.NaN
}

test('a line holds the answer and the time it took', () => {
  const line = answerLine({ id: 'q1', text: '谁来看' }, () => plain, clockOf(100, 101.236))
  expect(line).toEqual({
    id: 'q1',
    answer: '由县退管中心负责看望。',
    articles: ['第十二条（一）'],
    abstained: false,
    latency_ms: 1.24,
  })
})

test('an intent is told, and the question reaches the answerer as it was sent', () => {
  const asked: string[] = []
  const answerer = (question: string): PolicyAnswer => {
    asked.push(question)
    return { ...plain, kind: 'action', articles: [], intent: 'bind' }
  }
  const line = answerLine({ id: 'q2', text: ' 绑定 ' }, answerer, clockOf(0, 0))
  expect(line).toMatchObject({ intent: 'bind', latency_ms: 0 })
  expect(asked).toEqual([' 绑定 '])
})

test('a question is read from JSON and what else the line holds is left', () => {
  expect(readAskedLine('{"id":"a","text":"认证","kind":"x"}')).toEqual({ id: 'a', text: '认证' })
})

test.each([
  '',
  '{',
  '[]',
  'null',
  '"认证"',
  '{"id":1,"text":"认证"}',
  '{"id":"a"}',
])('%j is refused', (line) => {
  expect(() => readAskedLine(line)).toThrow(SyntaxError)
})
