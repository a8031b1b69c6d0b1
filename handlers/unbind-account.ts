import type { Binding } from '../db/ledgers/binding.ts'
import { endBinding } from '../db/ledgers/binding-acts.ts'
import { openBindingsOf } from '../db/ledgers/find-binding.ts'
import { option } from './say.ts'
import type { Context, Handler, Reply } from './types.ts'

const asksFor =
  /^(我要|我想|请)?(解除绑定|取消绑定|解绑|不绑定?了|退出绑定|注销绑定|撤回同意|收回同意)[了吧。！!]*$/

/** Choices at once. */
const mostChoices = 6

function confirm(name: string, { id }: Binding): Reply {
  return {
    text: `要解除和${name}的绑定吗？\n解除以后不再提醒您，也看不到“我的”。`,
    options: [{ id: `unbind:${id}`, label: '解除' }, option.menu],
  }
}

async function end(bindingId: string, context: Context): Promise<Reply | undefined> {
  const { tx, account, actor, now } = context
  const rows = await openBindingsOf(tx, account.id)
  const found = rows.find(({ binding }) => binding.id === bindingId)
  if (found === undefined) return undefined
  await endBinding(tx, found.binding, 'by_account', actor, now)
  return {
    text: `和${found.name}的绑定解除了。\n要再用，发联系卡上的绑定码就行。`,
    options: [option.menu],
  }
}

/** Whoever leaves a screen that others use after them takes everything along. */
async function leave({ tx, account, actor, now }: Context): Promise<Reply> {
  for (const { binding } of await openBindingsOf(tx, account.id))
    await endBinding(tx, binding, 'by_account', actor, now)
  return { text: '已退出。再用请发联系卡上的绑定码。' }
}

/** 解除绑定: asks once more, then this account speaks for the person no more. Source: 个人信息保护法 第十五条. */
export const unbindAccount: Handler = async ({ kind, text }, context) => {
  if (kind === 'choice' && text === 'leave') return leave(context)
  const [, asked, chosen] = /^unbind:(ask:)?(\w+)$/.exec(text) ?? []
  if (chosen !== undefined && asked === undefined) return end(chosen, context)
  if (chosen === undefined && text !== option.unbind.id && !asksFor.test(text)) return undefined
  const rows = await openBindingsOf(context.tx, context.account.id)
  const [first, ...more] =
    chosen === undefined ? rows : rows.filter(({ binding }) => binding.id === chosen)
  if (first === undefined) return { text: '您现在没有绑定。', options: [option.menu] }
  if (more.length === 0) return confirm(first.name, first.binding)
  return {
    text: '要解除和谁的绑定？',
    options: [first, ...more]
      .slice(0, mostChoices)
      .map(({ name, binding }) => ({ id: `unbind:ask:${binding.id}`, label: name })),
  }
}
