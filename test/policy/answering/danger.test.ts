import { expect, test } from 'vitest'
import { dangerAnswer } from '../../../policy/answering/danger.ts'
import { wayOn } from '../../../policy/answering/way-on.ts'
import { loadCorpus } from '../../../policy/corpus.ts'

test.each([
  ['我不想活了', /12356/],
  ['活着没意思，想死', /110/],
  ['老伴晕倒在地叫不醒了', /^请马上打120/],
  ['我爸胸口疼得厉害喘不上气', /120/],
  ['儿子又打我', /110/],
  ['屋里煤气漏了', /119/],
])('%s is answered with help at once and a person', (text, says) => {
  expect(dangerAnswer(text)).toMatch(says)
  expect(dangerAnswer(text)).toContain(wayOn)
})

test('no curated question but one of violence is taken for danger', () => {
  const questions = loadCorpus().topics.flatMap((topic) => topic.questions)
  expect(questions.filter((question) => dangerAnswer(question) !== undefined)).toEqual([])
})
