import type { BoundPerson } from '../db/ledgers/find-binding.ts'
import { consentWords, privacyWords } from '../policy/consent.ts'
import { askWhom } from './choose-person.ts'
import { option } from './say.ts'
import type { Context, Handler, Message, Reply } from './types.ts'

const asksMine = /^(我的|个人中心|个人信息|我的信息和服务|我的服务)$/
const asksPrivacy = /^(隐私|隐私说明|隐私政策|个人信息保护|信息保护|你们拿我的信息做什么)[？?。]*$/
const asksToBind =
  /^(我要|我想|怎么|如何|咋个|咋)*(绑定|绑卡|绑联系卡|绑定联系卡|绑定账号|重新绑定)(呢|啊)?[？?。！!]*$/

/** What is said to whoever asks for something personal and is not bound: how to be. Ids of WeChat may change: it says so there. */
export function notBound({ account }: Context): Reply {
  const again =
    account.idLife === 'session' && account.channel === 'wechat'
      ? '\n以前绑过的，微信重新登录后要再绑一次。'
      : ''
  return {
    text: `您还没有绑定。请发联系卡上的十位绑定码，或者扫卡上的码。${again}\n没有卡，请回 9 找工作人员。`,
    options: [option.staff, option.menu],
  }
}

/** What somebody of the family hears whom the person did not let do something. */
export const notAllowed = (what: string): Reply => ({
  text: `老人没有同意您${what}。要办，请老人自己来说。`,
  options: [option.menu],
})

/** The person whom something personal is about, or what to say instead. */
export async function personal(
  message: Message,
  context: Context,
): Promise<{ readonly bound: BoundPerson } | { readonly reply: Reply }> {
  const unclear = await askWhom(message, context)
  if (unclear !== undefined) return { reply: unclear }
  return context.bound === undefined ? { reply: notBound(context) } : { bound: context.bound }
}

/** 我的: everything personal, one digit away; 绑定 says how to bind, 隐私 what is kept. */
export const showMine: Handler = async (message, context) => {
  const { text } = message
  if (asksPrivacy.test(text))
    return { text: [...privacyWords, ...consentWords.slice(-1)].join('\n'), options: [option.menu] }
  if (asksToBind.test(text)) return notBound(context)
  if (text !== option.mine.id && !asksMine.test(text)) return undefined
  const found = await personal(message, context)
  if ('reply' in found) return found.reply
  const own = found.bound.binding.role === 'self'
  const reminders = context.account.wants === 'out' ? option.optIn : option.optOut
  return {
    text: own ? '您要看什么？' : `${found.bound.person.name}的事，您要看什么？`,
    options: [
      option.card,
      option.data,
      option.progress,
      ...(own ? [option.family] : []),
      reminders,
      option.unbind,
    ],
  }
}
