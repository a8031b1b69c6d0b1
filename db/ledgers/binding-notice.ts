import { eq } from 'drizzle-orm'
import { rightsInWords } from '../../policy/proxy.ts'
import { type ChannelAccount, channelAccounts } from '../messaging/channel-account.ts'
import { offerChoices } from '../messaging/conversation.ts'
import { channelLabels, type Option, type OutgoingContent } from '../messaging/message.ts'
import { notifyStaff, queueMessages } from '../messaging/queue-message.ts'
import type { Tx } from '../store.ts'
import type { Binding } from './binding.ts'
import { ownAccounts } from './find-binding.ts'
import { findRetiree, type Retiree } from './retiree.ts'

async function accountOf(tx: Tx, accountId: string): Promise<ChannelAccount> {
  const [row] = await tx.select().from(channelAccounts).where(eq(channelAccounts.id, accountId))
  if (row === undefined) throw new Error('binding without an account')
  return row
}

/** Says something with choices to an account that did not ask: a digit in answer means one of them, unless a talk is open. */
async function tell(
  tx: Tx,
  to: ChannelAccount,
  content: OutgoingContent,
  dedupeKey: string,
  now: number,
): Promise<void> {
  await queueMessages(tx, [{ to, kind: 'alarm', content, dedupeKey }], now)
  const ids = content.options?.map(({ id }) => id) ?? []
  if (ids.length > 0) await offerChoices(tx, to.id, ids, now)
}

/** The person's own accounts that hold, other than one. */
async function otherAccounts(tx: Tx, retireeId: string, but: string): Promise<ChannelAccount[]> {
  return (await ownAccounts(tx, retireeId)).filter(({ id }) => id !== but)
}

/** Whether it was the owner: what a button under the news of a new account sends. */
export const disputeChoice = (bindingId: string): Option => ({
  id: `dispute:${bindingId}`,
  label: '不是我办的，请核实',
})

/** Tells every earlier account of a person, and of the family who speak for them, that another one was bound. */
export async function tellEarlier(
  tx: Tx,
  binding: Binding,
  known: Retiree | undefined,
  now: number,
): Promise<void> {
  const person = known ?? (await findRetiree(tx, binding.retireeId))
  const { channel } = await accountOf(tx, binding.accountId)
  const text = `有一个新的${channelLabels[channel]}账号绑定了${person?.name ?? '您'}。是您办的，不用管它。`
  for (const to of await otherAccounts(tx, binding.retireeId, binding.accountId)) {
    const options = [disputeChoice(binding.id)]
    await tell(tx, to, { text, options }, `binding:${binding.id}:told:${to.id}`, now)
  }
}

/** What the person answers when somebody of the family wants to act for them. */
export const consentChoices = (bindingId: string): Option[] => [
  { id: `kin:${bindingId}:usual`, label: '同意' },
  { id: `kin:${bindingId}:all`, label: '同意，也可以看金额' },
  { id: `kin:${bindingId}:no`, label: '不同意' },
]

/** Asks the person whether somebody of the family may act for them, and the station where the person has no account. */
export async function askForConsent(
  tx: Tx,
  binding: Binding,
  person: Retiree,
  now: number,
): Promise<void> {
  const own = await otherAccounts(tx, person.id, binding.accountId)
  if (own.length === 0) return askStaff(tx, binding, now)
  const text = `${person.name}：您的${binding.relation}想替您办事。可以收提醒、代您反映、看进展。您同意吗？`
  const options = consentChoices(binding.id)
  for (const to of own)
    await tell(tx, to, { text, options }, `binding:${binding.id}:consent:${to.id}`, now)
}

const staffWords = {
  unproven: '有一个聊天账号的身份要核实，请在“账号绑定待办”里办理。',
  asked: '有家属想替老人办事，请在“账号绑定待办”里办理。',
  held: '有老人说新绑定的账号不是自己的，请马上在“账号绑定待办”里核实。',
} as const

/** Tells the station that a decision waits. */
export async function askStaff(
  tx: Tx,
  { id, stationId, status }: Pick<Binding, 'id' | 'stationId' | 'status'>,
  now: number,
): Promise<void> {
  if (status === 'active' || status === 'ended') return
  const content = { text: staffWords[status] }
  await notifyStaff(tx, { stationId, content, dedupeKey: `binding:${id}:${status}:${now}` }, now)
}

function newsOf(binding: Binding, name: string): string {
  if (binding.status === 'active') {
    if (binding.role === 'self') return `绑定成功，${name}。回“我的”看看能办什么。`
    return `绑定成功。您可以替${name}办这些：${rightsInWords(binding)}。`
  }
  return binding.endReason === 'refused'
    ? '您的绑定没有通过。要问原因，请回 9 找工作人员。'
    : '您的绑定已经解除。要再用，请发联系卡上的绑定码。'
}

/** Tells the account what became of its binding. */
export async function tellAccount(tx: Tx, binding: Binding, now: number): Promise<void> {
  const person = await findRetiree(tx, binding.retireeId)
  const to = await accountOf(tx, binding.accountId)
  const dedupeKey = `binding:${binding.id}:${binding.status}:${now}`
  await tell(tx, to, { text: newsOf(binding, person?.name ?? '') }, dedupeKey, now)
}
