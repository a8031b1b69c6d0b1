import { z } from 'zod'
import { withdrawCuratedQuestion } from '../../db/ledgers/curated-question.ts'
import {
  decidePolicyQuestion,
  PolicyQuestionRefused,
  reopenPolicyQuestion,
  reviewPolicyQuestion,
} from '../../db/ledgers/decide-policy-question.ts'
import { policyQuestionById } from '../../db/ledgers/policy-question.ts'
import {
  likelyTopics,
  type TopicChoice,
  type Tried,
  topicChoices,
  tryOut,
} from '../../policy/learning/desk.ts'
import { caseRoles, centerRoles } from '../../policy/role.ts'
import { act, type Extension, nothing } from '../act.ts'
import { choice, maybeWords, rowId, words } from '../input.ts'
import type { AdminOptions, Routes } from '../types.ts'

const tags = ['policy-questions']
const anything = { 200: z.looseObject({}) }
const topicMost = 200

/** What a trial says of an answer. */
const saidOf = ({ kind, text, articles, abstained, subject }: Tried['now']) => ({
  kind,
  text,
  articles,
  abstained,
  subject: subject ?? '',
})

/** A trial as the page shows it: 现在 and 以后. */
export const shownTrial = ({ question, now, would }: Tried) => ({
  question,
  now: saidOf(now),
  would: saidOf(would),
})

/** Refuses a topic that is none. */
function needTopic({ knowledge }: AdminOptions, kind: TopicChoice['kind'], topic: string): void {
  const known = topicChoices(knowledge()).some((each) => each.kind === kind && each.topic === topic)
  if (!known) throw new PolicyQuestionRefused('没有这一条，请从列表里选。')
}

const acts = [
  act({
    verb: 'attach',
    label: '归入条款',
    roles: centerRoles,
    when: ['open'],
    body: z.object({ topic: words('条款', topicMost) }),
    async run({ tx, id, actor, now, options }, { topic }) {
      needTopic(options, 'clause', topic)
      await decidePolicyQuestion(tx, id, { status: 'attached', topic }, actor, now)
      return { id, status: 'attached', topic }
    },
  }),
  act({
    verb: 'outside',
    label: '办法之外',
    roles: centerRoles,
    when: ['open'],
    body: z.object({ topic: maybeWords('事项', topicMost) }),
    async run({ tx, id, actor, now, options }, { topic = '' }) {
      if (topic !== '') needTopic(options, 'outside', topic)
      await decidePolicyQuestion(tx, id, { status: 'outside', topic }, actor, now)
      return { id, status: 'outside', topic }
    },
  }),
  act({
    verb: 'dismiss',
    label: '不用处理',
    roles: centerRoles,
    when: ['open'],
    body: nothing,
    async run({ tx, id, actor, now }) {
      await decidePolicyQuestion(tx, id, { status: 'dismissed' }, actor, now)
      return { id, status: 'dismissed' }
    },
  }),
  act({
    verb: 'review',
    label: '审核采用',
    roles: centerRoles,
    when: ['attached', 'outside'],
    body: nothing,
    async run({ tx, id, actor, now }) {
      await reviewPolicyQuestion(tx, id, actor, now)
      return { id, status: 'curated' }
    },
  }),
  act({
    verb: 'reopen',
    label: '退回重归',
    roles: centerRoles,
    when: ['attached', 'outside', 'dismissed'],
    body: nothing,
    async run({ tx, id, actor, now }) {
      await reopenPolicyQuestion(tx, id, actor, now)
      return { id, status: 'open' }
    },
  }),
]

/** The likeliest topics, one press away. */
async function detail({ store, knowledge }: AdminOptions, questionId: string) {
  const { question, status } = await policyQuestionById(store.read, questionId)
  return { likely: status === 'open' ? likelyTopics(knowledge(), question) : [] }
}

const routes: Routes = (api, { store, knowledge }) => {
  const list = { summary: '可以归入的条款和事项', tags, response: anything }
  api.get('/policy-topics', { schema: list, config: { roles: caseRoles } }, async () => ({
    items: topicChoices(knowledge()),
  }))
  const schema = {
    summary: '试一试：归入后怎么答，哪些已有的问法会变',
    tags,
    params: z.object({ id: rowId }),
    body: z.object({
      kind: choice('类别', { clause: '条款', outside: '办法之外' }),
      topic: maybeWords('归入', topicMost),
    }),
    response: anything,
  }
  const route = { schema, config: { roles: centerRoles } }
  api.post('/policy-questions/:id/preview', route, async (request) => {
    const { kind, topic = '' } = request.body
    const { question } = await policyQuestionById(store.read, request.params.id)
    const { answers, changed } = tryOut(knowledge(), { question: { question, kind, topic } }, [
      question,
    ])
    return {
      answers: answers.map(shownTrial),
      changed: { ...changed, items: changed.items.map(shownTrial) },
    }
  })
}

/** 政策咨询待补充问题: putting them to a clause or outside, trying that out, and the review. */
export const policyQuestionExtension: Extension = { acts, detail, routes }

const withdraw = act({
  verb: 'withdraw',
  label: '停用',
  roles: centerRoles,
  when: ['used'],
  body: nothing,
  async run({ tx, id, actor, now }) {
    await withdrawCuratedQuestion(tx, id, actor, now)
    return { id, status: 'withdrawn' }
  },
})

/** 补充问法: one that turned out wrong is withdrawn. */
export const curatedQuestionExtension: Extension = { acts: [withdraw] }
