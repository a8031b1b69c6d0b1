import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Actor } from '../../db/actor.ts'
import { NotFound } from '../../db/errors.ts'
import { curatedQuestions, withdrawCuratedQuestion } from '../../db/ledgers/curated-question.ts'
import {
  decidePolicyQuestion,
  type PolicyDecision,
  PolicyQuestionRefused,
  reopenPolicyQuestion,
  reviewPolicyQuestion,
} from '../../db/ledgers/decide-policy-question.ts'
import { addFamilyMember } from '../../db/ledgers/family-member.ts'
import { withoutKnownNames } from '../../db/ledgers/known-names.ts'
import { notePolicyQuestion, unsettledQuestions } from '../../db/ledgers/policy-question.ts'
import { additionsMark, readAdditions } from '../../db/ledgers/policy-source.ts'
import type { Store, Tx } from '../../db/store.ts'
import { makeRetiree, makeStaff, monday, system, testStore } from '../support.ts'

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

test('no name that the register, a family or the staff know is kept', async () => {
  const store = await testStore()
  const known = ['晋晓荷', '阿普英', '赵一鹤', '欧阳桂英', '普云']
  for (const name of known) await makeRetiree(store, { name })
  const { id } = await makeRetiree(store, { name: '晋晓荷花' })
  const relative = { name: '阿里木江', relation: '儿子', part: 'member' } as const
  await store.tx((tx) => addFamilyMember(tx, id, relative, system, monday))
  await makeStaff(store, { name: '起光亮' })
  const all = [...known, '晋晓荷花', relative.name, '起光亮']
  const words = fc.constantFrom(...'住院了谁来看联系卡怎么办丧葬费多少', '和', '说', '。', '1')
  const sentence = fc
    .array(
      fc.oneof({ weight: 3, arbitrary: words }, { weight: 1, arbitrary: fc.constantFrom(...all) }),
      {
        minLength: 1,
        maxLength: 14,
      },
    )
    .map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(sentence, async (text) => {
      const kept = await store.tx((tx) => withoutKnownNames(tx, text))
      expect(all.filter((name) => kept.includes(name))).toEqual([])
    }),
    { numRuns: 60 },
  )
  await note(store, '晋晓荷花和阿里木江的事起光亮不管，丧葬费多少')
  const [row] = await unsettledQuestions(store.read, monday - hour, monday + hour)
  expect(row?.question).toBe('＊和＊的事＊不管,丧葬费多少')
})

test('a second look takes a question into use; whoever dislikes the answer brings it back', async () => {
  const store = await testStore()
  await note(store, '丧葬费找谁帮领')
  const [row] = await all(store)
  const id = row?.id ?? ''
  const act = (
    run: (tx: Tx, questionId: string, actor: Actor, now: number) => Promise<void>,
    actor: Actor = system,
  ) => store.tx((tx) => run(tx, id, actor, monday))
  await expect(act(reviewPolicyQuestion)).rejects.toThrow('已经处理过')
  const decision = { status: 'attached', topic: '第十四条（三）/claim' } as const
  await store.tx((tx) => decidePolicyQuestion(tx, id, decision, system, monday))
  await expect(act(reviewPolicyQuestion, { ...system, center: false })).rejects.toThrow(
    '县退管中心',
  )
  await act(reopenPolicyQuestion)
  await store.tx((tx) => decidePolicyQuestion(tx, id, decision, system, monday))
  expect((await readAdditions(store.read)).questions).toEqual([])
  await act(reviewPolicyQuestion)
  expect((await readAdditions(store.read)).questions).toEqual([
    { question: '丧葬费找谁帮领', kind: 'clause', topic: '第十四条（三）/claim' },
  ])
  expect(await all(store)).toMatchObject([{ status: 'curated' }])
  await note(store, '丧葬费找谁帮领')
  expect(await all(store)).toMatchObject([{ status: 'curated', times: 2 }])
  const disliked = { ...asked('丧葬费找谁帮领'), reason: 'disliked' as const }
  await store.tx((tx) => notePolicyQuestion(tx, disliked, monday))
  expect(await all(store)).toMatchObject([{ status: 'open', times: 3 }])
})

test('the same words reviewed again take the place of the earlier ones', async () => {
  const store = await testStore()
  await note(store, '丧葬费找谁帮领')
  const [row] = await all(store)
  const id = row?.id ?? ''
  const review = async (decision: PolicyDecision) => {
    await store.tx((tx) => decidePolicyQuestion(tx, id, decision, system, monday))
    await store.tx((tx) => reviewPolicyQuestion(tx, id, system, monday))
  }
  await review({ status: 'attached', topic: '第八条/now' })
  const before = await additionsMark(store.read)
  const disliked = { ...asked('丧葬费找谁帮领'), reason: 'disliked' as const }
  await store.tx((tx) => notePolicyQuestion(tx, disliked, monday))
  await review({ status: 'outside', topic: '丧葬费' })
  expect(await additionsMark(store.read)).not.toBe(before)
  expect((await readAdditions(store.read)).questions).toMatchObject([{ topic: '丧葬费' }])
  const rows = await store.read.select().from(curatedQuestions).orderBy(curatedQuestions.id)
  expect(rows.map(({ status, topic }) => [status, topic])).toEqual([
    ['withdrawn', '第八条/now'],
    ['used', '丧葬费'],
  ])
  const used = rows.find(({ status }) => status === 'used')?.id ?? ''
  await store.tx((tx) => withdrawCuratedQuestion(tx, used, system, monday))
  expect((await readAdditions(store.read)).questions).toEqual([])
  const twice = store.tx((tx) => withdrawCuratedQuestion(tx, used, system, monday))
  await expect(twice).rejects.toThrow(NotFound)
})
