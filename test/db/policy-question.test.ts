import { expect, test } from 'vitest'
import { NotFound } from '../../db/errors.ts'
import {
  decidePolicyQuestion,
  notePolicyQuestion,
  PolicyQuestionRefused,
  unsettledQuestions,
} from '../../db/ledgers/policy-question.ts'
import type { Store } from '../../db/store.ts'
import { monday, system, testStore } from '../support.ts'

const hour = 3_600_000
const asked = (question: string) => ({
  question,
  takenFor: '待遇标准',
  reason: 'unanswered' as const,
})
const note = (store: Store, question: string, now = monday) =>
  store.tx((tx) => notePolicyQuestion(tx, asked(question), now))
const all = (store: Store) => unsettledQuestions(store.read, monday - hour, monday + 24 * hour)

test('the same words are one row that counts, without what names a person', async () => {
  const store = await testStore()
  await note(store, '我叫李桂芬，丧葬费发多少')
  await note(store, '我叫王秀英，丧葬费发多少', monday + hour)
  await note(store, '高龄津贴几块')
  await note(store, '  ')
  expect(
    (await all(store)).map(({ question, times, status }) => [question, times, status]),
  ).toEqual([
    ['我叫＊,丧葬费发多少', 2, 'open'],
    ['高龄津贴几块', 1, 'open'],
  ])
  expect(await unsettledQuestions(store.read, monday + 2 * hour, monday + 3 * hour)).toEqual([])
})

test('the center puts a question to a clause or outside, once', async () => {
  const store = await testStore()
  await note(store, '丧葬费找谁帮领')
  const [row] = await all(store)
  const decide = (decision: Parameters<typeof decidePolicyQuestion>[2], center = true) =>
    store.tx((tx) =>
      decidePolicyQuestion(tx, row?.id ?? '', decision, { ...system, center }, monday),
    )
  await expect(decide({ status: 'outside' }, false)).rejects.toThrow(PolicyQuestionRefused)
  await expect(decide({ status: 'attached' })).rejects.toThrow('归入哪一条')
  await decide({ status: 'attached', topic: '第十四条（三）/claim' })
  expect(await all(store)).toMatchObject([
    { status: 'attached', topic: '第十四条（三）/claim', decidedAt: monday },
  ])
  await expect(decide({ status: 'outside' })).rejects.toThrow('已经处理过')
})

test('an unknown question is not found', async () => {
  const store = await testStore()
  const gone = store.tx((tx) =>
    decidePolicyQuestion(tx, 'none', { status: 'dismissed' }, system, monday),
  )
  await expect(gone).rejects.toThrow(NotFound)
})
