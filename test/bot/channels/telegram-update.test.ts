import fc from 'fast-check'
import type { Update } from 'grammy/types'
import { expect, test, vi } from 'vitest'
import { toIncoming } from '../../../bot/channels/telegram-update.ts'
import type { IncomingContent } from '../../../db/messaging/message.ts'
import type { FakeTelegramBot } from '../../fakes/telegram-bot.ts'
import { chatId, startedRig } from './telegram-support.ts'

/** Does something in the chat and says what of it must arrive; `undefined`: nothing. */
type Case = readonly [string, (bot: FakeTelegramBot) => number, IncomingContent | undefined]

const file = (
  ref: string,
  kind: 'voice' | 'image' | 'document',
  mediaType: string,
  bytes: number,
) => ({
  ref,
  kind,
  mediaType,
  bytes,
})
const files = (one: ReturnType<typeof file>, text = ''): IncomingContent => ({
  kind: 'file',
  text,
  files: [one],
})
const unsupported = (text: string): IncomingContent => ({ kind: 'unsupported', text })
const words = (text: string): IncomingContent => ({ kind: 'text', text })
const bind = (text: string): IncomingContent => ({ kind: 'bind', text })

const media = { file_id: 'f', file_unique_id: 'f', file_size: 9 }
const unreadMedia = { file_id: 'f', file_unique_id: 'f' }

const cases: readonly Case[] = [
  ['a text', (bot) => bot.text(chatId, '探视费多少'), words('探视费多少')],
  ['a text of spaces', (bot) => bot.text(chatId, '   '), words('   ')],
  ['a plain /start', (bot) => bot.text(chatId, '/start'), words('/start')],
  [
    '/start with the name of the bot',
    (bot) => bot.text(chatId, '/start@tuiguan_bot'),
    words('/start'),
  ],
  ['/start with a code', (bot) => bot.text(chatId, '/start K7QM-2XW9 '), bind('K7QM-2XW9')],
  [
    '/start with a code and the name',
    (bot) => bot.text(chatId, '/start@tuiguan_bot abc'),
    bind('abc'),
  ],
  ['another command', (bot) => bot.text(chatId, '/started x'), words('/started x')],
  ['/start inside a text', (bot) => bot.text(chatId, '请 /start abc'), words('请 /start abc')],
  [
    'a press on a button',
    (bot) => bot.callback(chatId, 'menu:1'),
    { kind: 'choice', text: 'menu:1' },
  ],
  ['a voice', (bot) => bot.voice(chatId), files(file('file-1', 'voice', 'audio/ogg', 5))],
  [
    'a photo, its largest size',
    (bot) => bot.photo(chatId),
    files(file('file-1', 'image', 'image/jpeg', 5)),
  ],
  [
    'a photo with words',
    (bot) => bot.photo(chatId, '门坏了'),
    files(file('file-1', 'image', 'image/jpeg', 5), '门坏了'),
  ],
  [
    'a document',
    (bot) => bot.document(chatId),
    files(file('file-1', 'document', 'application/pdf', 8)),
  ],
  [
    'a picture as a document',
    (bot) => bot.document(chatId, 'image/png'),
    files(file('file-1', 'image', 'image/png', 8)),
  ],
  [
    'music',
    (bot) => bot.message(chatId, { audio: { ...media, mime_type: 'audio/mp4' } }),
    files(file('f', 'voice', 'audio/mp4', 9)),
  ],
  [
    'a film',
    (bot) => bot.message(chatId, { video: media }),
    files(file('f', 'document', 'video/mp4', 9)),
  ],
  [
    'a round video',
    (bot) => bot.message(chatId, { video_note: media }),
    files(file('f', 'document', 'video/mp4', 9)),
  ],
  [
    'a document of which nothing is told',
    (bot) => bot.message(chatId, { document: unreadMedia }),
    {
      kind: 'file',
      text: '',
      files: [{ ref: 'f', kind: 'document', mediaType: 'application/octet-stream' }],
    },
  ],
  ['a sticker', (bot) => bot.sticker(chatId), unsupported('sticker')],
  ['a location', (bot) => bot.location(chatId), unsupported('location')],
  ['a venue', (bot) => bot.message(chatId, { location: {}, venue: {} }), unsupported('venue')],
  [
    'a contact',
    (bot) => bot.message(chatId, { contact: { phone_number: '1' } }),
    unsupported('contact'),
  ],
  ['a poll', (bot) => bot.message(chatId, { poll: {} }), unsupported('poll')],
  ['paid media', (bot) => bot.message(chatId, { paid_media: {} }), unsupported('paid-media')],
  [
    'a content of the future',
    (bot) => bot.message(chatId, { hologram: {} }),
    unsupported('unknown'),
  ],
  ['a message without content', (bot) => bot.message(chatId, {}), unsupported('unknown')],
  ['an edited text', (bot) => bot.edited(chatId, '改过的'), words('改过的')],
  [
    'a kind of update of the future',
    (bot) =>
      bot.push({ smell_sent: { chat: { id: chatId, type: 'private' }, from: { is_bot: false } } }),
    unsupported('smell-sent'),
  ],
  ['a kind without a chat', (bot) => bot.push({ poll_answer: { poll_id: '1' } }), undefined],
  ['a kind with a null body', (bot) => bot.push({ smell_sent: null }), undefined],
  [
    'a reaction',
    (bot) => bot.push({ message_reaction: { chat: { id: chatId, type: 'private' } } }),
    undefined,
  ],
  [
    'a block',
    (bot) => bot.push({ my_chat_member: { chat: { id: chatId, type: 'private' } } }),
    undefined,
  ],
  [
    'a text in a group',
    (bot) => bot.text(-5, '大家好', { chatType: 'group', from: { id: chatId } }),
    undefined,
  ],
  [
    'a text in a supergroup',
    (bot) => bot.text(-6, '好', { chatType: 'supergroup', from: { id: 7 } }),
    undefined,
  ],
  [
    'a post in a channel',
    (bot) => bot.push({ channel_post: { chat: { id: -7, type: 'channel' }, text: '告示' } }),
    undefined,
  ],
  ['a press in a group', (bot) => bot.callback(-5, 'menu:1', { chatType: 'group' }), undefined],
  [
    'a press on an inline message',
    (bot) => bot.push({ callback_query: { id: 'q', from: {}, data: 'x' } }),
    undefined,
  ],
  [
    'another bot',
    (bot) => bot.text(chatId, '我是机器', { from: { id: 9, isBot: true } }),
    undefined,
  ],
  ['ourselves', (bot) => bot.text(chatId, '我', { from: { id: bot.id, isBot: true } }), undefined],
  ['a pinned message', (bot) => bot.message(chatId, { pinned_message: {} }), undefined],
  [
    'a location on the move',
    (bot) => bot.push({ edited_message: { chat: { id: chatId, type: 'private' }, location: {} } }),
    undefined,
  ],
  ['a message without a chat', (bot) => bot.push({ message: { text: '坏' } }), undefined],
]

test.each(cases)('%s is understood and confirmed', async (_, act, content) => {
  const { bot, received } = await startedRig()
  const updateId = act(bot)
  const lastId = bot.text(chatId, '最后')

  await vi.waitFor(() => expect(received.at(-1)?.externalId).toBe(String(lastId)))
  await vi.waitFor(() => expect(bot.pending).toBe(0), { timeout: 3_000 })
  const got = received.slice(0, -1)
  expect(got.map((incoming) => incoming.content)).toEqual(content === undefined ? [] : [content])
  for (const incoming of got) {
    expect(incoming).toMatchObject({
      channel: 'telegram',
      account: String(bot.id),
      externalId: String(updateId),
      peerId: String(chatId),
      idLife: 'permanent',
    })
  }
})

test('a message keeps the time of the platform, in milliseconds; a press has none', () => {
  const chat = { id: 5, type: 'private' }
  const at = (body: object): number | undefined =>
    toIncoming({ update_id: 1, ...body } as Update, '1')?.sentAt // only the fields that are read
  expect(at({ message: { chat, date: 1700000000, text: '好' } })).toBe(1700000000000)
  expect(at({ edited_message: { chat, date: 1, edit_date: 1700000009, text: '好' } })).toBe(
    1700000009000,
  )
  expect(at({ callback_query: { id: 'q', data: 'x', message: { chat, date: 1 } } })).toBeUndefined()
})

const awkward = [
  '字'.repeat(100_000),
  '<b>投诉</i> & <script>alert(1)</script>',
  '*_`[]()~>#+-=|{}.!\\',
  '👵🏻🧓🏽👨‍👩‍👧‍👦🇨🇳',
  '\u202e反过来\u202c \u200b\u200d\ufeff مرحبا שלום',
  "'; DROP TABLE petitions; --",
  '=HYPERLINK("http://x")',
  '\ud83d',
]

test.each(awkward)('an awkward text arrives as it was written (%#)', async (text) => {
  const { bot, received } = await startedRig()
  bot.text(chatId, text)
  await vi.waitFor(() => expect(received.map(({ content }) => content.text)).toEqual([text]))
})

test('no update at all makes the translation loop or return nonsense', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.jsonValue(), (kind, content, value) => {
      const message = { chat: { id: 5, type: 'private' }, date: 1, [content]: value }
      const incoming = toIncoming({ update_id: 1, [kind]: message } as unknown as Update, '1')
      if (incoming !== undefined) expect(incoming.peerId).toBe('5')
    }),
  )
})
