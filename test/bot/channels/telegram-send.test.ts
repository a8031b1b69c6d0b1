import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { maxChars } from '../../../db/messaging/split-text.ts'
import { chatId, rig } from './telegram-support.ts'

const awkward = [
  ['HTML', '<b>投诉</b> & <i>未关 &nbsp; </u>'],
  ['Markdown', '*_`[未关](x) ~>#+-=|{}.!\\'],
  ['emoji', '👵🏻🧓🏽👨‍👩‍👧‍👦🇨🇳'],
  ['right to left and invisible', '\u202e反过来\u202c\u200b\u200d مرحبا'],
  ['SQL and formulas', "'; DROP TABLE x; -- =1+1"],
  ['the longest text', '字'.repeat(4096)],
  ['the longest text of pairs', '😀'.repeat(2048)],
] as const

test.each(awkward)('%s goes out as it stands', async (_, text) => {
  const { bot, send } = await rig()
  expect(await send(chatId, text)).toMatchObject({ state: 'accepted' })
  expect(bot.sends.map((sent) => sent.text)).toEqual([text])
})

test('any text at all is accepted, with or without buttons, and markup is never read', async () => {
  const { bot, send } = await rig()
  const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 })
  await fc.assert(
    fc.asyncProperty(anyText, fc.boolean(), async (text, buttons) => {
      fc.pre(text.trim() !== '')
      const options = buttons ? [{ id: '1', label: text }] : []
      expect(await send(chatId, { text, options })).toMatchObject({ state: 'accepted' })
      expect(bot.sends.at(-1)?.text).toBe(text)
    }),
    { numRuns: 200 },
  )
})

test('a text longer than the platform takes is refused without a call', async () => {
  const { bot, send } = await rig()
  const tooLong = { state: 'refused', why: 'too-long' }
  expect(await send(chatId, '字'.repeat(maxChars.telegram + 1))).toEqual(tooLong)
  expect(await send(chatId, 'x'.repeat(100_000))).toEqual(tooLong)
  expect(bot.calls.size).toBe(0)
})

test('half a surrogate pair does not cost the message', async () => {
  const { bot, send } = await rig()
  const options = [{ id: '1', label: '好\ude00' }]
  expect(await send(chatId, { text: '王\ud83d，您好', options })).toMatchObject({
    state: 'accepted',
  })
  expect(bot.sends[0]?.text).toBe('王\ufffd，您好')
})

test('options become buttons, one in a row, and the longest id passes', async () => {
  const { bot, send } = await rig()
  const longest = `${'选'.repeat(21)}x`
  const options = [
    { id: '1', label: '问政策' },
    { id: longest, label: '反映问题' },
  ]
  expect(await send(chatId, { text: '请选', options })).toMatchObject({ state: 'accepted' })
  expect(bot.sends[0]?.replyMarkup).toEqual({
    inline_keyboard: [
      [{ text: '问政策', callback_data: '1' }],
      [{ text: '反映问题', callback_data: longest }],
    ],
  })
  await send(chatId, { text: '没有选项', options: [] })
  expect(bot.sends[1]).not.toHaveProperty('replyMarkup')
})

test('connections are kept: two hundred sends in a row use one', async () => {
  const { server, send } = await rig()
  for (let n = 0; n < 200; n += 1) await send(chatId, String(n))
  expect(server.connections).toBe(1)
})

test('any number of sends may share one signal', async () => {
  const warn = vi.fn()
  process.once('warning', warn)
  const { channel, send } = await rig({ deadlineMs: 5_000 })
  const { signal } = new AbortController()
  await Promise.all(Array.from({ length: channel.parallel }, () => send(chatId, '好', signal)))
  process.off('warning', warn)
  expect(warn).not.toHaveBeenCalled()
})
