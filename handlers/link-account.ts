import { readCode } from '../db/access/code-text.ts'
import { useCode } from '../db/access/one-use-code.ts'
import { countFailure, isThrottled } from '../db/access/throttle.ts'
import { audit } from '../db/audit.ts'
import { findActiveStaff } from '../db/ledgers/staff.ts'
import { bindStaff } from '../db/messaging/channel-account.ts'
import type { Handler } from './types.ts'

/** Five tries per account and hour. Source: binding codes of ten characters, five tries an hour. */
const limit = { failures: 5, windowMs: 3_600_000 }

/** 绑定: a one-use code, from a deep link, a friend request or as a message, ties this account to its staff member. */
export const linkAccount: Handler = async ({ kind, text }, { tx, account, actor, now }) => {
  const code = readCode(text)
  if (code === undefined || (kind !== 'bind' && !/\d/.test(code))) return undefined
  const key = `code:${account.id}`
  if (await isThrottled(tx, key, limit, now))
    return { text: '试的次数太多了，请一小时后再试，或回 9 找工作人员。' }
  const used = await useCode(tx, 'staff', code, now)
  const member = used?.subjectId ? await findActiveStaff(tx, used.subjectId) : undefined
  if (member === undefined) {
    await countFailure(tx, key, limit, now)
    return { text: '这个绑定码不对，或者已经用过了。请核对后再发，或回 9 找工作人员。' }
  }
  await bindStaff(tx, account.id, member.id)
  await audit(tx, actor, 'staff.bind', `staff:${member.id}`, now, { account: account.id })
  return { text: `绑定成功，${member.name}。回“我的件”看待办的来信来访。` }
}
