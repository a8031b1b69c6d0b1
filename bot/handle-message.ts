import { LedgerError } from '../db/errors.ts'
import { type BoundPerson, may, peopleOf, personOfTalk } from '../db/ledgers/find-binding.ts'
import { findActiveStaff } from '../db/ledgers/staff.ts'
import { wantFiles } from '../db/messaging/attachment.ts'
import { type ChannelAccount, meetAccount } from '../db/messaging/channel-account.ts'
import {
  type Conversation,
  freshConversation,
  loadConversation,
  saveConversation,
} from '../db/messaging/conversation.ts'
import { finishMessage, type InboxRow, readContent } from '../db/messaging/inbox.ts'
import type { IncomingContent, IncomingFile } from '../db/messaging/message.ts'
import { keepTranscript } from '../db/messaging/preparation.ts'
import { type Part, queueReply, type Taker } from '../db/messaging/queue-message.ts'
import { countyScope, scopeOf } from '../db/scope.ts'
import type { Store, Tx } from '../db/store.ts'
import { handlers } from '../handlers/index.ts'
import type { Context, Message, Reply } from '../handlers/types.ts'
import type { Answerer } from '../policy/answers.ts'
import { readDigit } from '../policy/digit.ts'
import { centerRoles } from '../policy/role.ts'
import { simplify } from '../policy/traditional.ts'
import { heardWords, readTranscript } from '../policy/transcript.ts'
import { visibleText } from '../policy/visible-text.ts'
import type { Prepared } from './aids/prepare.ts'

/** Answers a policy question. */
export type Answering = Answerer

/** What handling one message needs. */
export interface HandlingSettings {
  readonly store: Store
  readonly now: () => number
  readonly answering: Answering
}

/** Somebody who sends a reply at once; undefined when nobody can. Asked anew when the transaction runs again. */
export type Offer = () => Taker | undefined

/** A digit means the option that was offered with that number; traditional characters are read as simplified ones. */
function understood(
  content: IncomingContent,
  { offered }: Conversation,
): Omit<Message, 'attachmentIds' | 'heard'> {
  const said = visibleText(content.text)
  const digit = content.kind === 'text' ? readDigit(said) : undefined
  if (digit === undefined) {
    const text = simplify(said)
    return text === said ? { kind: content.kind, text } : { kind: content.kind, text, said }
  }
  const chosen = offered[digit - 1]
  return chosen === undefined
    ? { kind: 'text', text: String(digit) }
    : { kind: 'choice', text: chosen }
}

/** After a longer silence it is asked anew for whom of several people somebody speaks. Unit: ms. */
const sameTalkMs = 30 * 60_000

/** Whom the talk was about last, as long as it is the same talk. */
const lastAbout = (account: ChannelAccount, { status, talkedAt }: Conversation, now: number) =>
  status === 'open' || now - talkedAt < sameTalkMs ? account.retireeId : null
/** The words of a recording are taken as if they were typed. */
function spoken(content: IncomingContent, transcript: string | undefined): IncomingContent {
  return transcript === undefined ? content : { ...content, kind: 'text', text: transcript }
}

/** What the platform wrote down of a recording, kept for staff. */
async function platformTranscript(
  tx: Tx,
  row: InboxRow,
  files: readonly IncomingFile[],
  now: number,
) {
  const said = readTranscript(files.find(({ transcript }) => transcript)?.transcript ?? '')
  if (said !== undefined) await keepTranscript(tx, row.id, said, now)
  return said
}

async function contextOf(
  tx: Tx,
  account: ChannelAccount,
  settings: HandlingSettings,
): Promise<Context> {
  const staff = account.staffId === null ? undefined : await findActiveStaff(tx, account.staffId)
  const conversation = await loadConversation(tx, account.id)
  const people = await peopleOf(tx, account.id)
  const bound = personOfTalk(people, lastAbout(account, conversation, settings.now()))
  const actor =
    staff === undefined
      ? { kind: 'person' as const, id: account.id, scope: countyScope, center: false }
      : {
          kind: 'staff' as const,
          id: staff.id,
          scope: scopeOf(staff),
          center: centerRoles.includes(staff.role),
        }
  return {
    tx,
    now: settings.now(),
    account,
    conversation,
    actor,
    staff,
    people,
    bound,
    retiree: may(bound, 'reports') ? bound?.person : undefined,
    answer: settings.answering,
  }
}

/** The same context once it is clear whom the talk is about. */
const aboutPerson = (context: Context, about: BoundPerson): Context => ({
  ...context,
  bound: about,
  retiree: may(about, 'reports') ? about.person : undefined,
  conversation: { ...freshConversation, topic: context.conversation.topic },
})

/** An account that serves several people is told whose matter it is. */
function named(reply: Reply, { people, bound }: Context): Reply {
  const name = bound?.person.name ?? ''
  const plain = people.length < 2 || bound === undefined || reply.text.startsWith(`${name}：`)
  return plain ? reply : { ...reply, text: `${name}：${reply.text}` }
}

async function replyTo(message: Message, context: Context): Promise<Reply> {
  for (const handler of handlers) {
    const reply = await handler(message, context)
    if (reply === undefined) continue
    if ('text' in reply) return named(reply, context)
    return replyTo(reply.again, aboutPerson(context, reply.about))
  }
  throw new Error('no handler replied: the last one always does')
}

const repeating = (heard: string, reply: Reply): Reply => ({
  ...reply,
  text: `${heardWords(heard)}\n${reply.text}`,
})

async function sayBack(
  row: InboxRow,
  reply: Reply,
  context: Context,
  offer: Offer,
): Promise<Part | undefined> {
  const { tx, account, now, conversation } = context
  const { text, options = [], next = {} } = reply
  const topic = next.topic ?? conversation.topic
  const offered = next.offered ?? options.map(({ id }) => id)
  await saveConversation(tx, account.id, { ...freshConversation, topic, ...next, offered }, now)
  const content = options.length > 0 ? { text, options } : { text }
  return queueReply(tx, { to: account, kind: 'reply', content, inboxId: row.id }, now, offer)
}

/**
 * One message, one transaction: what it does to the ledgers, the reply, and the mark that it is done. What a ledger refuses
 * is undone and told in its own words. Returns the reply where somebody took it by `offer`: to be sent now that it is durable.
 */
export async function handleMessage(
  row: InboxRow,
  settings: HandlingSettings,
  offer: Offer = () => undefined,
  found: Prepared = {},
): Promise<Part | undefined> {
  const run = (respond: (message: Message, context: Context) => Promise<Reply>) =>
    settings.store.tx(async (tx) => {
      if (!(await finishMessage(tx, row.id, settings.now()))) return undefined
      const account = await meetAccount(tx, row, settings.now())
      const answering = found.answering ?? settings.answering
      const context = await contextOf(tx, account, { ...settings, answering })
      const content = readContent(tx, row)
      const attachmentIds = await wantFiles(tx, row, content.files ?? [], context.now)
      const heard =
        content.files === undefined
          ? undefined
          : (found.transcript ?? (await platformTranscript(tx, row, content.files, context.now)))
      const words = understood(spoken(content, heard), context.conversation)
      const message = { ...words, attachmentIds, heard: heard !== undefined }
      const reply = await respond(message, context)
      return sayBack(row, heard === undefined ? reply : repeating(heard, reply), context, offer)
    })
  try {
    return await run(replyTo)
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    return run(async () => ({ text: error.message }))
  }
}
