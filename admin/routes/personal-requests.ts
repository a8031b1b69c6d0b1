import { z } from 'zod'
import { settleRequest } from '../../db/ledgers/personal-request-acts.ts'
import { caseRoles } from '../../policy/role.ts'
import { act, type Extension } from '../act.ts'
import { choice, words } from '../input.ts'

const settle = act({
  verb: 'settle',
  label: '办理',
  roles: caseRoles,
  when: ['open'],
  body: z.object({
    result: choice('办理结果', { done: '已办好', declined: '不能办' }),
    answer: words('告诉本人的话', 200, { kind: 'longText' }),
  }),
  async run({ tx, id, actor, now }, { result, answer }) {
    const { status } = await settleRequest(tx, id, { status: result, answer }, actor, now)
    return { id, status }
  },
})

/** 本人申请事项: settled with what the person is told. */
export const personalRequestExtension: Extension = { acts: [settle] }
