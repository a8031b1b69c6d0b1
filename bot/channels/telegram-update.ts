import type { CallbackQuery, Message, Update } from 'grammy/types'
import type { Incoming, IncomingContent } from '../../db/messaging/message.ts'
import { filesOf } from './telegram-content.ts'

/** The kinds of update that are asked for; what was queued before comes all the same. */
export const wantedUpdates = ['message', 'edited_message', 'callback_query'] as const

/** Kinds of update in which nobody says anything to us: confirmed without an answer. */
const quietUpdates = new Set([
  'update_id',
  'channel_post',
  'edited_channel_post',
  'business_connection',
  'business_message',
  'edited_business_message',
  'deleted_business_messages',
  'guest_message',
  'message_reaction',
  'message_reaction_count',
  'my_chat_member',
  'chat_member',
  'chat_join_request',
  'chat_boost',
  'removed_chat_boost',
])

/** Contents that are not read; a venue stands before the location that the platform adds to it for older clients. */
const unreadContents = [
  'sticker',
  'venue',
  'location',
  'contact',
  'poll',
  'dice',
  'game',
  'story',
  'paid_media',
  'rich_message',
  'checklist',
] as const

/** What a private chat reports about itself. */
const chatNews = [
  'pinned_message',
  'message_auto_delete_timer_changed',
  'chat_background_set',
  'write_access_allowed',
  'boost_added',
] as const

/** What a person wrote, its time in seconds. */
interface Said {
  readonly peerId: number
  readonly content: IncomingContent
  readonly sentAt?: number
}

const unsupported = (kind: string): IncomingContent => ({
  kind: 'unsupported',
  text: kind.replaceAll('_', '-'),
})

function spoken(text: string): IncomingContent {
  const [command, code] = /^\/start(?:@\w+)?(?:\s+(.+))?$/s.exec(text.trim()) ?? []
  // A command may be addressed to its bot: `/help@tuiguan_bot`.
  if (command === undefined) return { kind: 'text', text: text.replace(/^(\/\w+)@\w+$/, '$1') }
  return code === undefined ? { kind: 'text', text: '/start' } : { kind: 'bind', text: code.trim() }
}

function contentOf(message: Message): IncomingContent | undefined {
  if (message.text !== undefined) return spoken(message.text)
  const files = filesOf(message)
  if (files.length > 0) return { kind: 'file', text: message.caption ?? '', files }
  if (chatNews.some((kind) => kind in message)) return undefined
  return unsupported(unreadContents.find((kind) => kind in message) ?? 'unknown')
}

function ofMessage(message: Message): Said | undefined {
  if (message.chat.type !== 'private' || message.from?.is_bot === true) return undefined
  const content = contentOf(message)
  const sentAt = message.edit_date ?? message.date
  return content === undefined ? undefined : { peerId: message.chat.id, content, sentAt }
}

/** A change of words is heard again; other changes (a location on the move) are not. */
function ofEdited(message: Message): Said | undefined {
  return message.text === undefined && message.caption === undefined
    ? undefined
    : ofMessage(message)
}

function ofPress({ message, data }: CallbackQuery): Said | undefined {
  if (message?.chat.type !== 'private' || data === undefined) return undefined
  return { peerId: message.chat.id, content: { kind: 'choice', text: data } }
}

const field = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined

/** A kind of update that came up after this was written, in a private chat. */
function ofUnknownKind(update: Update): Said | undefined {
  for (const [kind, body] of Object.entries(update)) {
    const chat = field(body, 'chat')
    const peerId = field(chat, 'id')
    const ours = field(chat, 'type') === 'private' && field(field(body, 'from'), 'is_bot') !== true
    if (ours && typeof peerId === 'number' && !quietUpdates.has(kind)) {
      return { peerId, content: unsupported(kind) }
    }
  }
  return undefined
}

function saidIn(update: Update): Said | undefined {
  if (update.message !== undefined) return ofMessage(update.message)
  if (update.edited_message !== undefined) return ofEdited(update.edited_message)
  if (update.callback_query !== undefined) return ofPress(update.callback_query)
  return ofUnknownKind(update)
}

/**
 * One update as a message of one person; undefined when there is nobody to answer: groups, channels, bots, news about a chat.
 * A change of a message is a message of its own: its key is the id of the update.
 */
export function toIncoming(update: Update, account: string): Incoming | undefined {
  const said = saidIn(update)
  if (said === undefined) return undefined
  const { peerId, content, sentAt } = said
  return {
    channel: 'telegram',
    account,
    externalId: String(update.update_id),
    peerId: String(peerId),
    idLife: 'permanent',
    ...(sentAt === undefined ? {} : { sentAt: sentAt * 1000 }),
    content,
  }
}
