import { messagesToAccount, readBody } from '../db/messaging/outbox.ts'
import { menuFor, option } from './say.ts'
import type { Context, Handler, Reply } from './types.ts'

const greeting = '您好，我是退管助手。您要办什么？请回数字，也可以直接说。'
const helpText = '直接打字或说话都行。回 0 到菜单，回 9 找工作人员，回“重复”再说一遍。'
const askFirst = '请把您想问的事说出来。比如：住院了谁来看我？'

/** Parts of one reply that are said again; a channel with short messages has many. */
const mostParts = 40

/** The last words once more, all parts of them; the talk goes on where it stood. */
async function sayAgain(context: Context): Promise<Reply> {
  const { tx, account, conversation } = context
  const rows = await messagesToAccount(tx, account.id, mostParts)
  const [last] = rows
  if (last === undefined) return { text: greeting, options: menuFor(context) }
  const { inboxId } = last
  const parts = inboxId === null ? [last] : rows.filter((row) => row.inboxId === inboxId)
  const text = parts.map((row) => readBody(tx, row).text).reverse()
  return { ...readBody(tx, last), text: text.join('\n'), next: conversation }
}

/** 菜单, 帮助, 重复: what works at any time, also in the middle of a report. */
export const showMenu: Handler = async ({ text }, context) => {
  if (/^(\/start|\/menu|menu|0|菜单|主菜单|返回|退出|取消|开始)$/i.test(text)) {
    return { text: greeting, options: menuFor(context) }
  }
  if (/^(\/help|help|帮助|怎么用|怎么用呀|使用说明)$/i.test(text)) {
    const { conversation } = context
    if (conversation.status === 'open') return { text: helpText, next: conversation }
    return { text: helpText, options: menuFor(context) }
  }
  if (text === option.ask.id) return { text: askFirst }
  if (/^(重复|再说一遍|再说一次|没听清)$/.test(text)) return sayAgain(context)
  return undefined
}
