import type { InlineKeyboardMarkup, Message } from 'grammy/types'
import type { OutgoingContent } from '../../db/messaging/message.ts'
import { maxChars } from '../../db/messaging/split-text.ts'
import type { SendOutcome } from '../../scheduler/types.ts'
import { type Methods, makeMethod } from './telegram-api.ts'
import { outcomeOf } from './telegram-outcome.ts'
import type { Channel } from './types.ts'

/** Half a surrogate pair is refused by the platform together with the whole message. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD')

function keyboard({ options }: OutgoingContent): { reply_markup?: InlineKeyboardMarkup } {
  if (options === undefined || options.length === 0) return {}
  const rows = options.map(({ id, label }) => [{ text: wellFormed(label), callback_data: id }])
  return { reply_markup: { inline_keyboard: rows } }
}

/** How texts and their buttons go out. */
export function makeSend(methods: Methods): Channel['send'] {
  const sendMessage = makeMethod('sendMessage', methods)
  return async (peerId, message, signal): Promise<SendOutcome> => {
    if (message.text.length > maxChars.telegram) return { state: 'refused', why: 'too-long' }
    const payload = { chat_id: peerId, text: wellFormed(message.text), ...keyboard(message) }
    try {
      const { message_id } = await sendMessage<Message>(payload, signal)
      return { state: 'accepted', remoteId: String(message_id) }
    } catch (error) {
      return outcomeOf(error)
    }
  }
}
