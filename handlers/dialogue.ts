import type { Conversation } from '../db/messaging/conversation.ts'
import type { Option } from '../db/messaging/message.ts'
import type { Context, Handler, Message, Reply } from './types.ts'

/** What has been said so far: JSON values by field. */
export type Draft = Readonly<Record<string, unknown>>

/** One question of a dialogue. */
export interface Question {
  readonly say: string
  readonly options?: readonly Option[]
  /** Said instead when the answer could not be read. */
  readonly again: string
  /** Reads the answer into fields of the draft; undefined when it is no answer. */
  read(message: Message, context: Context): Draft | undefined | Promise<Draft | undefined>
  /** Not asked when true; default: asked while the field is absent. */
  skip?(draft: Draft, context: Context): boolean
}

/** A talk of several messages. Only what was not said yet is asked, and the draft stands in the database after each message. */
export interface Dialogue {
  readonly name: string
  /** Starts with what is known. */
  begin(known: Draft, context: Context): Promise<Reply>
  /** Goes on with an answer; passes when another dialogue, or none, is open. */
  readonly handler: Handler
}

/** How a dialogue is described. `ask`: fields in the order of asking. */
export interface DialogueDescription {
  readonly name: string
  readonly ask: Readonly<Record<string, Question>>
  done(draft: Draft, context: Context): Promise<Reply>
  /** After two answers that could not be read. */
  stuck(draft: Draft, context: Context): Promise<Reply>
}

const filesOf = (draft: Draft): readonly string[] =>
  Array.isArray(draft['attachmentIds']) ? draft['attachmentIds'] : []

const withFiles = (draft: Draft, message: Message): Draft =>
  message.attachmentIds.length === 0
    ? draft
    : { ...draft, attachmentIds: [...filesOf(draft), ...message.attachmentIds] }

/** Makes a dialogue out of its questions. */
export function dialogue(description: DialogueDescription): Dialogue {
  const { name, ask, done, stuck } = description

  async function goOn(draft: Draft, context: Context): Promise<Reply> {
    const missing = Object.entries(ask).find(
      ([field, { skip }]) => draft[field] === undefined && !(skip?.(draft, context) ?? false),
    )
    if (missing === undefined) return done(draft, context)
    const [asked, question] = missing
    return asking(question.say, question.options, { dialogue: name, asked, draft, misses: 0 })
  }

  return {
    name,
    begin: goOn,
    async handler(message, context) {
      const { conversation } = context
      if (conversation.status !== 'open' || conversation.dialogue !== name) return undefined
      const { asked = '' } = conversation
      const question = ask[asked]
      const draft = withFiles(conversation.draft, message)
      if (question === undefined) return goOn(draft, context)
      const read = await question.read(message, context)
      if (read !== undefined) return goOn({ ...draft, ...read }, context)
      if (conversation.misses > 0) return stuck(draft, context)
      return asking(question.again, question.options, { dialogue: name, asked, draft, misses: 1 })
    },
  }
}

function asking(
  text: string,
  options: readonly Option[] | undefined,
  state: Partial<Conversation>,
): Reply {
  const next = { ...state, status: 'open' as const }
  return options === undefined ? { text, next } : { text, options, next }
}
