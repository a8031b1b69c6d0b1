import { audit } from '../db/audit.ts'
import { setWants } from '../db/messaging/channel-account.ts'
import { option } from './say.ts'
import type { Context, Handler, Reply } from './types.ts'

const out =
  /^(退订|td|t|取消订阅|不要提醒了?|别提醒了?|(不要|别)再?(给我)?发(消息|信息|短信)?了|停止提醒)[。！!]*$/i
const back = /^(恢复|恢复提醒|恢复订阅|重新订阅|重新提醒|继续提醒)[。！!]*$/

/** The same in more words: asked about first. */
const perhapsOut =
  /^.{0,6}(不想|不要|别|不用|莫)再?.{0,4}(收到?|发|推送?).{0,8}(消息|信息|短信|通知|提醒|问候).{0,4}$/

/** Asks before reminders stop, where somebody said so in other words. */
export const confirmOptOut = (): Reply => ({
  text: '不想再收到提醒和问候，对吗？\n您来问，我们照样答。',
  options: [option.optOut, option.menu],
})

async function want(wants: 'all' | 'out', { tx, account, actor, now }: Context): Promise<Reply> {
  await setWants(tx, account.id, wants)
  const action = wants === 'out' ? 'account.opt_out' : 'account.opt_in'
  await audit(tx, actor, action, `channel_accounts:${account.id}`, now)
  if (wants === 'all') return { text: '好的，有提醒会照样发给您。不想收了，回“退订”。' }
  return { text: '好的，不再给您发提醒和问候。您来问，我们照样答。\n想恢复，回“恢复”。' }
}

/** 退订 and 恢复: reminders and greetings to this account stop or come again; replies always go on. */
export const optOut: Handler = async ({ text }, context) => {
  if (text === option.optOut.id || out.test(text)) return want('out', context)
  if (text === option.optIn.id || back.test(text)) return want('all', context)
  // In the middle of a report these may be its words.
  const free = context.conversation.status !== 'open'
  return free && perhapsOut.test(text) ? confirmOptOut() : undefined
}
