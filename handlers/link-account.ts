import { readCode } from '../db/access/code-text.ts'
import { useCode } from '../db/access/one-use-code.ts'
import { audit } from '../db/audit.ts'
import { guessCard } from '../db/ledgers/binding-guess.ts'
import { findActiveStaff, type Staff } from '../db/ledgers/staff.ts'
import { bindStaff } from '../db/messaging/channel-account.ts'
import { beginBinding, refusedNow } from './bind-account.ts'
import type { Context, Handler, Message, Reply } from './types.ts'

const wrongCode = '这个绑定码不对，或者不能用了。请核对后再发，或回 9 找工作人员。'
/** Words that people put before their code. */
const before = /^(\/start|绑定码?|联系卡(号码?|编码)?|我的|编码|号码|码|是|为|[:：\s])+/

/**
 * The code that a message is. What is only words has no digit, unless a card or a link sent it; and only digits in answer to
 * a question are a telephone number that lacks one.
 */
function codeIn({ kind, text }: Message, { conversation }: Context): string | undefined {
  const code = readCode(text.replace(before, ''))
  if (code === undefined || kind === 'bind') return code
  const answers = conversation.status === 'open' && /^\d+$/.test(code)
  return /\d/.test(code) && !answers ? code : undefined
}

async function staffOf(code: string, { tx, now }: Context): Promise<Staff | undefined> {
  const used = await useCode(tx, 'staff', code, now)
  return used?.subjectId ? findActiveStaff(tx, used.subjectId) : undefined
}

async function linkStaff(member: Staff, { tx, account, actor, now }: Context): Promise<Reply> {
  await bindStaff(tx, account.id, member.id)
  await audit(tx, actor, 'staff.bind', `staff:${member.id}`, now, { account: account.id })
  return { text: `绑定成功，${member.name}。回“我的件”看待办的来信来访。` }
}

/**
 * 绑定: a code from a deep link, a friend request or a message. A one-use code ties this account to its staff member; that of a
 * contact card begins the binding to its person. The one place where codes are read. Source: 办法 第十条（二）.
 */
export const linkAccount: Handler = async (message, context) => {
  const { tx, account, now } = context
  const code = codeIn(message, context)
  if (code === undefined) return message.kind === 'bind' ? { text: wrongCode } : undefined
  const refused = await refusedNow(context)
  if (refused !== undefined) return refused
  const member = await staffOf(code, context)
  if (member !== undefined) return linkStaff(member, context)
  const card = await guessCard(tx, account.id, code, now)
  return card === undefined ? { text: wrongCode } : beginBinding(card, context)
}
