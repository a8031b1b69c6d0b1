import type { BoundPerson } from '../db/ledgers/find-binding.ts'
import { speakFor } from '../db/messaging/channel-account.ts'
import { meantPerson } from '../policy/whom.ts'
import { menuFor, option } from './say.ts'
import type { Again, Context, Handler, Message, Reply } from './types.ts'

const dialogue = 'for_whom'
/** Choices at once. */
const mostChoices = 6

const asksFor = /^(换人|换一(个|位)(人|老人)?|替别人办|换个老人)[了吧。！!]*$/

/** Whom a message means by its words, of the several an account speaks for. */
function meant({ text }: Message, { people }: Context): BoundPerson | undefined {
  const named = people.map((bound) => ({
    bound,
    name: bound.person.name,
    sex: bound.person.sex,
    role: bound.binding.role,
  }))
  return meantPerson(text, named)?.bound
}

/** The talk turns to somebody: what is said next is about them. */
async function turnTo(about: BoundPerson, { tx, account }: Context): Promise<void> {
  await speakFor(tx, account.id, about.person.id)
}

/** Asks 为谁 and keeps the message meanwhile; until somebody is chosen the talk is about nobody. */
async function ask(waiting: Message | undefined, context: Context): Promise<Reply> {
  const { tx, account, people } = context
  await speakFor(tx, account.id, null)
  const options = people
    .slice(0, mostChoices)
    .map(({ person }) => ({ id: `for:${person.id}`, label: person.name }))
  const draft = waiting === undefined ? {} : { waiting }
  return { text: '为谁？请回数字。', options, next: { status: 'open', dialogue, draft } }
}

/** 为谁, where the account speaks for several people and it is not clear who is meant; undefined where it is. */
export async function askWhom(message: Message, context: Context): Promise<Reply | undefined> {
  const unclear = context.people.length > 1 && context.bound === undefined
  return unclear ? ask(message, context) : undefined
}

/** Cast: written by `ask`, sealed since. */
const waitingIn = ({ conversation }: Context): Message | undefined =>
  conversation.dialogue === dialogue ? (conversation.draft['waiting'] as Message) : undefined

function chosenBy(message: Message, context: Context): BoundPerson | undefined {
  const id = /^for:(\w+)$/.exec(message.text)?.[1]
  if (id !== undefined) return context.people.find(({ person }) => person.id === id)
  return context.conversation.dialogue === dialogue ? meant(message, context) : undefined
}

/**
 * 为谁: one account may serve several people. A digit or a name answers, and what was said before is taken up again; a message
 * that names another of them turns the talk to them by itself; 换人 asks.
 */
export const choosePerson: Handler = async (
  message,
  context,
): Promise<Reply | Again | undefined> => {
  const { people, bound, conversation } = context
  if (people.length < 2) return undefined
  const chosen = chosenBy(message, context)
  if (chosen !== undefined) {
    await turnTo(chosen, context)
    const waiting = waitingIn(context)
    if (waiting !== undefined) return { again: waiting, about: chosen }
    const options = menuFor(context)
    return { text: `好的，下面说${chosen.person.name}的事。`, options }
  }
  if (conversation.dialogue === dialogue && conversation.status === 'open') {
    if (conversation.misses > 0) return undefined
    return { ...(await ask(waitingIn(context), context)), next: { ...conversation, misses: 1 } }
  }
  if (message.text === option.whom.id || asksFor.test(message.text)) return ask(undefined, context)
  const other = conversation.status === 'open' ? undefined : meant(message, context)
  if (other === undefined || other === bound) return undefined
  await turnTo(other, context)
  return { again: message, about: other }
}
