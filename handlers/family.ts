import type { Binding } from '../db/ledgers/binding.ts'
import { endBinding, grantBinding, holdBinding } from '../db/ledgers/binding-acts.ts'
import { consentChoices, disputeChoice } from '../db/ledgers/binding-notice.ts'
import { othersBindings } from '../db/ledgers/find-binding.ts'
import { channelLabels, type Option } from '../db/messaging/message.ts'
import { rightsInWords } from '../policy/proxy.ts'
import { option } from './say.ts'
import type { Context, Handler, Reply } from './types.ts'

const asksFor = /^(看看?|管理)?(我的)?(家属|家人|亲属|代办人?|谁能替我办)(有谁|管理)?[？?。]*$/
/** Choices at once. */
const mostChoices = 6

type Other = Awaited<ReturnType<typeof othersBindings>>[number]

/** What an account of somebody else is called: the owner's name is not kept. */
const labelOf = ({ binding, channel }: Other) =>
  `${binding.role === 'self' ? '您的另一个账号' : binding.relation}（${channelLabels[channel]}）`

function stateOf({ role, status, ...rights }: Binding): string {
  if (status === 'asked') return '等您同意。'
  if (status === 'unproven') return '等工作人员核实。'
  if (status === 'held') return '已经停用，等工作人员核实。'
  return role === 'self' ? '和您一样能办事。' : `可以${rightsInWords(rights)}。`
}

const stop = (binding: Binding): Option => ({
  id: `kin:${binding.id}:no`,
  label: '取消，不让办了',
})

function choicesFor(binding: Binding): Option[] {
  const { role, status } = binding
  if (role === 'self') return status === 'active' ? [disputeChoice(binding.id)] : []
  if (status !== 'active') return status === 'asked' ? consentChoices(binding.id) : [stop(binding)]
  const more =
    binding.amounts === 'yes'
      ? { id: `kin:${binding.id}:usual`, label: '不让看金额' }
      : { id: `kin:${binding.id}:all`, label: '也可以看金额' }
  return [more, stop(binding)]
}

function list(others: readonly Other[], { people }: Context): Reply {
  const back = [option.mine, option.menu]
  if (!people.some(({ binding }) => binding.role === 'self'))
    return { text: '要老人自己的账号才能管家属。', options: back }
  if (others.length === 0) return { text: '还没有家属替您办事。', options: back }
  return {
    text: '这些账号能替您办事，回数字看一看：',
    options: others
      .slice(0, mostChoices)
      .map((other) => ({ id: `kin:${other.binding.id}`, label: labelOf(other) })),
  }
}

async function decide(other: Other, what: string, context: Context): Promise<Reply> {
  const { tx, actor, now } = context
  const { binding } = other
  if (binding.role === 'self') return { text: '这个账号要工作人员来核实，请回 9。' }
  if (what === 'no') {
    await endBinding(tx, binding, 'by_person', actor, now)
    return { text: `好的，${labelOf(other)}从现在起不能替您办事了。`, options: [option.menu] }
  }
  const after = await grantBinding(tx, binding, what === 'all' ? 'all' : 'usual', actor, now)
  return {
    text: `好的，${labelOf(other)}可以${rightsInWords(after)}。\n想收回，回“我的家属”。`,
    options: [option.menu],
  }
}

/** A button of a notice or of the list, about a binding that is the owner's business. */
async function press(text: string, others: readonly Other[], context: Context) {
  const [, disputed, kin, what] =
    /^(?:dispute:(\w+)|kin:(\w+)(?::(usual|all|no))?)$/.exec(text) ?? []
  const wanted = disputed ?? kin
  if (wanted === undefined) return undefined
  const other = others.find(({ binding }) => binding.id === wanted)
  if (other === undefined) return { text: '这个账号已经不能替您办事了。', options: [option.menu] }
  if (disputed !== undefined) {
    await holdBinding(context.tx, other.binding, context.actor, context.now)
    return { text: '好的，那个账号已经停用。工作人员会来核实。', options: [option.menu] }
  }
  if (what !== undefined) return decide(other, what, context)
  const options = [...choicesFor(other.binding), option.menu]
  return { text: `${labelOf(other)}：${stateOf(other.binding)}`, options }
}

/**
 * 我的家属: the person sees which accounts act for them, agrees, takes it back at once, or says that a new account is not theirs.
 * Source: 个人信息保护法 第十五条.
 */
export const manageFamily: Handler = async ({ kind, text }, context) => {
  const asks = text === option.family.id || asksFor.test(text)
  if (!asks && (kind !== 'choice' || !/^(dispute|kin):/.test(text))) return undefined
  const others = await othersBindings(context.tx, context.people)
  return asks ? list(others, context) : press(text, others, context)
}
