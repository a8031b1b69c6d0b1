import { type Answer, badRequest, granted, refused } from './telegram-answer.ts'
import type { FakeTelegramBot } from './telegram-bot.ts'
import { keyboardError, markupError } from './telegram-markup.ts'

/** Payload of one call, as JSON or from the query string. */
export type Payload = Readonly<Record<string, unknown>>

const downloadLimit = 20 * 1024 * 1024
const deactivated = 'Forbidden: user is deactivated'

function getMe(bot: FakeTelegramBot): Answer {
  return granted({ id: bot.id, is_bot: true, first_name: '退管助手', username: 'tuiguan_bot' })
}

function deleteWebhook(bot: FakeTelegramBot, payload: Payload): Answer {
  bot.webhook = undefined
  if (payload['drop_pending_updates'] === true) bot.take(Number.MAX_SAFE_INTEGER, 0)
  return granted(true)
}

function textError(text: unknown, parseMode: unknown): string | undefined {
  if (typeof text !== 'string' || text.trim() === '') return 'message text is empty'
  if (/\p{Surrogate}/u.test(text)) return 'strings must be encoded in UTF-8'
  const broken = markupError(text, parseMode)
  if (broken !== undefined) return `can't parse entities: ${broken}`
  return text.length > 4096 ? 'message is too long' : undefined
}

function sendMessage(bot: FakeTelegramBot, payload: Payload, now: number): Answer {
  const pause = bot.limiter.check(now)
  if (pause !== undefined) return refused(429, `Too Many Requests: retry after ${pause}`, pause)
  const chatId = Number(payload['chat_id'])
  const chat = bot.chatState(chatId)
  if (chat === undefined) return badRequest('chat not found')
  if (chat !== 'open') return refused(403, chat === 'deactivated' ? deactivated : undefined)
  const { text, reply_markup: markup } = payload
  const wrong = textError(text, payload['parse_mode']) ?? keyboardError(markup)
  if (wrong !== undefined) return badRequest(wrong)
  const { messageId, at } = bot.record(chatId, String(text), markup)
  const chatPart = { id: chatId, type: 'private' }
  return granted({ message_id: messageId, date: Math.floor(at / 1000), chat: chatPart, text })
}

function answerCallbackQuery(bot: FakeTelegramBot, payload: Payload): Answer {
  bot.callbackAnswers.push(String(payload['callback_query_id']))
  return granted(true)
}

function getFile(bot: FakeTelegramBot, payload: Payload): Answer {
  const id = String(payload['file_id'])
  const file = bot.files.get(id)
  if (file === undefined) return badRequest('wrong file_id or the file is temporarily unavailable')
  const size = file.toldBytes ?? file.bytes.length
  if (size > downloadLimit) return badRequest('file is too big')
  return granted({
    file_id: id,
    file_unique_id: id,
    file_size: size,
    file_path: `documents/${id}.bin`,
  })
}

/** Every method the fake knows besides getUpdates. An unknown one answers 404, as the real server does. */
export const methods: Readonly<
  Record<string, (bot: FakeTelegramBot, payload: Payload, now: number) => Answer>
> = { getMe, deleteWebhook, sendMessage, answerCallbackQuery, getFile }
