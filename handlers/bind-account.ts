import { bindAccount, type NewBinding } from '../db/ledgers/binding-acts.ts'
import { guessPerson, mayGuess, personOfCard } from '../db/ledgers/binding-guess.ts'
import type { ContactCard } from '../db/ledgers/contact-card.ts'
import { currentBinding } from '../db/ledgers/find-binding.ts'
import type { Retiree } from '../db/ledgers/retiree.ts'
import { stationContact } from '../db/ledgers/station.ts'
import { speakFor } from '../db/messaging/channel-account.ts'
import { consentWords } from '../policy/consent.ts'
import { maskName, relations } from '../policy/proxy.ts'
import { readSecondFact } from '../policy/second-fact.ts'
import { handOver } from './ask-for-staff.ts'
import { type Draft, dialogue, type Question } from './dialogue.ts'
import { option } from './say.ts'
import type { Context, Handler, Message, Reply } from './types.ts'

const family = { id: 'bind:family', label: '我是家属，替老人绑定' }
const refuses = /^(不|不同意|不要|不想|不绑|不绑定|不用|算了|不是我|不是本人)[了吧。！!]*$/
const isFamily = ({ text }: Message) =>
  text === family.id || /^(我是|是)?(家属|家里人|子女)$/.test(text)

const waits = {
  wait: '试的次数太多了，请一小时后再试，或回 9 找工作人员。',
  paused: '现在暂停绑定，请过一小时再试，或回 9 找工作人员。',
} as const

/** What is said when a code, or what proves it, cannot be tried now. */
export async function refusedNow({ tx, account, now }: Context): Promise<Reply | undefined> {
  const state = await mayGuess(tx, account.id, now)
  return state === 'yes' ? undefined : { text: waits[state] }
}

/** What shows that the card is theirs: only whether it was right goes into the draft, never the fact itself. */
async function prove(message: Message, context: Context): Promise<Draft | undefined> {
  const { tx, account, conversation, now } = context
  if (refuses.test(message.text)) return { refused: true }
  const fact = readSecondFact(message.text)
  if (fact === undefined) return undefined
  const cardId = String(conversation.draft['cardId'])
  const person = await guessPerson(tx, account.id, cardId, fact, now)
  return person === undefined ? undefined : { proof: fact.kind }
}

const asksProof = (whose: 'self' | 'family', words: string): Question => ({
  say: words,
  again: '没有对上。请再回一次后四位，也可以回出生日期，比如 19450512。',
  ...(whose === 'self' ? { options: [family] } : {}),
  skip: ({ role, proof, refused }) =>
    role !== whose || proof !== undefined || refused !== undefined,
  read: (message, context) =>
    whose === 'self' && isFamily(message) ? { role: 'family' } : prove(message, context),
})

/** Whom the account wants to speak for; undefined when the card or the person is gone meanwhile. */
async function wantedOf(draft: Draft, context: Context): Promise<NewBinding | undefined> {
  const person = await personOfCard(context.tx, String(draft['cardId']))
  if (person === undefined) return undefined
  const { proof } = draft
  const role = draft['role'] === 'family' ? 'family' : 'self'
  return {
    account: context.account,
    person,
    role,
    relation: role === 'self' ? '' : String(draft['relation']),
    proof: proof === 'last4' || proof === 'bornOn' || proof === 'idNumber' ? proof : 'none',
  }
}

/** What is said after a binding: it holds, and what can be done now. */
async function welcome(person: Retiree, { tx }: Context): Promise<Reply> {
  const contact = await stationContact(tx, person.stationId)
  return {
    text: `绑定成功，${person.name}。\n管您的是${contact}。\n回“我的”，看联系卡、资料和办理进展。`,
    options: [option.mine, option.menu],
  }
}

async function finish(draft: Draft, context: Context): Promise<Reply> {
  if (draft['refused'] === true)
    return { text: '好的，没有绑定。您照样可以问政策、反映问题。', options: [option.menu] }
  const wanted = await wantedOf(draft, context)
  if (wanted === undefined) return handOver('联系卡绑定不了', context)
  const { person } = wanted
  const { status } = await bindAccount(context.tx, wanted, context.actor, context.now)
  if (status === 'active') return welcome(person, context)
  return {
    text: `绑定成功，记下您是${person.name}的${wanted.relation}。\n替老人办事，要老人或者工作站同意。已经去问了，同意后在这里告诉您。`,
  }
}

/** Nothing was proved: staff look into it, so that nobody stands before a closed door. */
async function askForProof(draft: Draft, context: Context): Promise<Reply> {
  const wanted = await wantedOf({ ...draft, proof: undefined }, context)
  if (wanted === undefined || (wanted.role === 'family' && draft['relation'] === undefined))
    return handOver('联系卡绑定不了', context)
  await bindAccount(context.tx, wanted, context.actor, context.now)
  return { text: '还是没有对上。已请工作人员核实，核实好了在这里告诉您。' }
}

const bindDialogue = dialogue({
  name: 'bind_account',
  ask: {
    fact: asksProof('self', '本人同意绑定，请回身份证号码的后四位。不同意请回 0。'),
    relation: {
      say: '您是老人的什么人？',
      again: '请回前面的数字。',
      options: relations.map((label, at) => ({ id: `relation:${at}`, label })),
      skip: ({ role, relation, refused }) =>
        role !== 'family' || relation !== undefined || refused !== undefined,
      read({ text }) {
        const relation = relations.find((label, at) => text === `relation:${at}` || label === text)
        return relation === undefined ? undefined : { relation }
      },
    },
    elderFact: asksProof('family', '同意绑定，请回老人身份证号码的后四位。不同意请回 0。'),
  },
  done: finish,
  stuck: askForProof,
})

/** Begins with an active card: says what is kept and why, and asks for the second fact. */
export async function beginBinding(
  card: Pick<ContactCard, 'id'>,
  context: Context,
): Promise<Reply> {
  const { tx, account } = context
  const person = await personOfCard(tx, card.id)
  if (person === undefined) return handOver('联系卡绑定不了', context)
  const current = await currentBinding(tx, account.id, person.id)
  if (current?.status === 'active' && current.role === 'self') {
    await speakFor(tx, account.id, person.id)
    return { text: `您已经绑定过了，${person.name}。`, options: [option.mine, option.menu] }
  }
  const { text, ...reply } = await bindDialogue.begin({ cardId: card.id, role: 'self' }, context)
  const words = [`这是${maskName(person.name)}的联系卡。`, ...consentWords, text]
  return { ...reply, text: words.join('\n') }
}

/** Goes on with a binding; tries are counted, and stopped where there were too many. */
export const proveAccount: Handler = async (message, context) => {
  const { status, dialogue: open } = context.conversation
  if (status !== 'open' || open !== bindDialogue.name) return undefined
  return (await refusedNow(context)) ?? bindDialogue.handler(message, context)
}
