import type { Actor } from '../db/actor.ts'
import type { BoundPerson } from '../db/ledgers/find-binding.ts'
import type { Retiree } from '../db/ledgers/retiree.ts'
import type { Staff } from '../db/ledgers/staff.ts'
import type { ChannelAccount } from '../db/messaging/channel-account.ts'
import type { Conversation } from '../db/messaging/conversation.ts'
import type { IncomingContent, Option } from '../db/messaging/message.ts'
import type { Tx } from '../db/store.ts'
import type { Answerer } from '../policy/answers.ts'

/** What a person said, ready to be understood. */
export interface Message {
  readonly kind: IncomingContent['kind']
  /** Words to be understood: simplified characters, nothing invisible; the option's id when one was chosen. */
  readonly text: string
  /** The words as they were written, where `text` has other characters: what goes into a ledger. */
  readonly said?: string | undefined
  /** Attachments that came with it, already noted in the database. */
  readonly attachmentIds: readonly string[]
  /** The words were spoken: a machine wrote them down, and the recording is among the attachments. */
  readonly heard: boolean
}

/** Everything a handler may use. No clock and no channel but these. */
export interface Context {
  readonly tx: Tx
  readonly now: number
  readonly account: ChannelAccount
  readonly conversation: Conversation
  /** The sender as an actor on ledgers. */
  readonly actor: Actor
  /** Set when the account belongs to a working staff member. */
  readonly staff: Staff | undefined
  /** Everybody the account speaks for, the person themself or their family. */
  readonly people: readonly BoundPerson[]
  /** Whom the talk is about, of these; undefined when there is nobody, or it is not clear who is meant. */
  readonly bound: BoundPerson | undefined
  /** The same person, where the account may report for them. */
  readonly retiree: Retiree | undefined
  readonly answer: Answerer
}

/** What is said back, and how the conversation goes on; what `next` leaves out starts afresh. */
export interface Reply {
  readonly text: string
  readonly options?: readonly Option[]
  readonly next?: Partial<Conversation>
}

/** The same message, or an earlier one, is to be heard again as said now, about this person. */
export interface Again {
  readonly again: Message
  readonly about: BoundPerson
}

/** One thing people can say: a reply, or undefined when the message is not for this handler. */
export type Handler = (message: Message, context: Context) => Promise<Reply | Again | undefined>
