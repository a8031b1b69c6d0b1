import { z } from 'zod'
import { cancelMessage, decideMessage } from '../../db/messaging/outbox-ledger.ts'
import { caseRoles } from '../../policy/role.ts'
import { act, type Extension, nothing } from '../act.ts'
import { choice } from '../input.ts'

const acts = [
  act({
    verb: 'cancel',
    label: '取消发送',
    roles: caseRoles,
    when: ['queued', 'retry_wait'],
    body: nothing,
    async run({ tx, id, actor, now }) {
      await cancelMessage(tx, id, actor, now)
      return { id }
    },
  }),
  act({
    verb: 'decide',
    label: '认定结果',
    roles: caseRoles,
    when: ['uncertain'],
    body: z.object({
      as: choice('认定', { arrived: '本人确认收到', resend: '再发一次', drop: '不再发送' }),
    }),
    async run({ tx, id, actor, now }, { as }) {
      await decideMessage(tx, id, as, actor, now)
      return { id }
    },
  }),
]

/** 发出消息: what waits can be cancelled, what nobody could confirm is decided by staff. */
export const outboxExtension: Extension = { acts }
