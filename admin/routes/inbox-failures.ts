import { settleInboxFailure } from '../../db/messaging/inbox-ledger.ts'
import { centerRoles, type Role } from '../../policy/role.ts'
import { act, type Extension, nothing } from '../act.ts'

const roles: readonly Role[] = [...centerRoles, 'sysadmin']

const settle = (verb: string, label: string, to: 'new' | 'settled') =>
  act({
    verb,
    label,
    roles,
    body: nothing,
    async run({ tx, id, actor, now }) {
      await settleInboxFailure(tx, id, to, actor, now)
      return { id, status: to }
    },
  })

/** 未能处理的消息: tried again, or looked after by hand. */
export const inboxFailureExtension: Extension = {
  acts: [settle('retry', '再试一次', 'new'), settle('settle', '已人工处理', 'settled')],
}
