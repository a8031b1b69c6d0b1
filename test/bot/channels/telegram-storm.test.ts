import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { Incoming } from '../../../db/messaging/message.ts'
import type { Fault } from '../../fakes/telegram-fault.ts'
import { hostileTexts } from '../../hostile.ts'
import { chatId, keep, rig, startedRig } from './telegram-support.ts'

const sendFaults: readonly (Fault | undefined)[] = [
  undefined,
  undefined,
  { kind: 'answer', code: 429, retryAfter: 1 },
  { kind: 'answer', code: 403 },
  { kind: 'answer', code: 400, description: 'Bad Request: whatever' },
  { kind: 'answer', code: 500 },
  { kind: 'cut-before' },
  { kind: 'cut-after' },
  { kind: 'half-answer' },
  { kind: 'broken' },
]

describe('sends through a storm', () => {
  test('what is told of each agrees with what the platform recorded', async () => {
    const { bot, send } = await rig()
    const script = fc.array(fc.constantFrom(...sendFaults), { minLength: 8, maxLength: 16 })
    await fc.assert(
      fc.asyncProperty(script, async (faults) => {
        bot.faults.lift()
        bot.faults.next('sendMessage', ...faults)
        for (const [n] of faults.entries()) {
          const before = bot.sends.length
          const outcome = await send(chatId, `第${n}句`)
          const recorded = bot.sends.length - before
          if (outcome.state === 'accepted') expect(recorded).toBe(1)
          else if (outcome.state === 'refused') expect(recorded).toBe(0)
          else expect(recorded).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 12 },
    )
  }, 60_000)

  test('a pause in the middle of a burst is told with its length, and none of the burst is lost or doubled', async () => {
    const { bot, send } = await rig()
    bot.faults.next('sendMessage', undefined, undefined, {
      kind: 'answer',
      code: 429,
      retryAfter: 3,
    })
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, n) => send(chatId, `第${n}句`)),
    )
    const limited = outcomes.filter(({ state }) => state === 'refused')
    expect(limited).toEqual([{ state: 'refused', why: 'limited', retryAfterMs: 3000 }])
    expect(bot.sends).toHaveLength(7)
    expect(new Set(bot.sends.map(({ text }) => text)).size).toBe(7)
  })

  test.each(
    hostileTexts,
  )('%s is taken to the letter, or refused without a copy', async (_, text) => {
    const { bot, send } = await rig()
    const words = text.slice(0, 4096).toWellFormed()
    const outcome = await send(chatId, text.slice(0, 4096))
    if (outcome.state === 'accepted') expect(bot.sends.map((sent) => sent.text)).toEqual([words])
    else expect([outcome.state, bot.sends]).toEqual(['refused', []])
    expect(words.trim() === '' || outcome.state === 'accepted').toBe(true)
  })

  test.each(
    hostileTexts.filter(([, text]) => text.trim() !== '' && text.isWellFormed()),
  )('a button labelled with %s stands under its message', async (_, text) => {
    const { bot, send } = await rig()
    const label = text.slice(0, 60)
    const outcome = await send(chatId, { text: '请选', options: [{ id: 'report', label }] })
    expect(outcome.state).toBe('accepted')
    expect(JSON.stringify(bot.sends[0]?.replyMarkup)).toContain('report')
  })
})

const pollFaults: readonly (Fault | undefined)[] = [
  undefined,
  undefined,
  undefined,
  { kind: 'answer', code: 500 },
  { kind: 'answer', code: 502 },
  { kind: 'answer', code: 429, retryAfter: 0 },
  { kind: 'cut-before' },
  { kind: 'cut-after' },
  { kind: 'half-answer' },
  { kind: 'broken' },
]

/** Eight failures in a row, the most of a storm, are some 24 s of growing pauses. */
const stormMs = 40_000

describe('what is written through a storm', () => {
  test('arrives, each once under its key and in the order of its chat, whatever polling and storing meet', async () => {
    const storms = fc.record({
      faults: fc.array(fc.constantFrom(...pollFaults), { minLength: 2, maxLength: 5 }),
      storing: fc.array(fc.boolean(), { maxLength: 3 }),
      seed: fc.nat(6),
    })
    await fc.assert(
      fc.asyncProperty(storms, async ({ faults, storing, seed }) => {
        const made = await rig()
        const { bot, channel } = made
        bot.faults.next('getUpdates', ...faults)
        const fails = [...storing]
        const stored = new Map<string, Incoming>()
        await channel.start(async (batch) => {
          if (fails.shift() === true) throw new Error('disk full')
          for (const message of batch) stored.set(message.externalId, message)
        })
        bot.burst(20, 3, (n) => `${seed}第${n}句`, chatId)
        await vi.waitFor(() => expect(stored.size).toBe(20), { timeout: stormMs })
        await vi.waitFor(() => expect(bot.pending).toBe(0), { timeout: 15_000 })
        for (const peer of [0, 1, 2]) {
          const heard = [...stored.values()].filter(
            ({ peerId }) => peerId === String(chatId + peer),
          )
          const texts = heard.map(({ content }) => content.text)
          const expected = Array.from({ length: 20 }, (_, n) => n).filter((n) => n % 3 === peer)
          expect(texts).toEqual(expected.map((n) => `${seed}第${n}句`))
        }
        await channel.stop()
        await made.server.stop()
      }),
      { numRuns: 4, endOnFailure: true },
    )
  }, 240_000)
})

describe('updates of every shape', () => {
  const from = { id: chatId, is_bot: false, first_name: '测试' }
  const chat = { id: chatId, type: 'private' }
  const shapes: readonly (readonly [string, object])[] = [
    ['a kind of the future', { hologram: { depth: 3 } }],
    ['nothing', {}],
    ['an empty message', { message: { message_id: 1, date: 1, chat, from } }],
    ['a message without a sender', { message: { message_id: 1, date: 1, chat, text: '谁' } }],
    ['a message without a chat', { message: { message_id: 1, date: 1, from, text: '哪里' } }],
    ['a text that is a number', { message: { message_id: 1, date: 1, chat, from, text: 7 } }],
    ['a photo without sizes', { message: { message_id: 1, date: 1, chat, from, photo: [] } }],
    ['a voice without a file', { message: { message_id: 1, date: 1, chat, from, voice: {} } }],
    ['a poll', { poll: { id: '1', question: '？', options: [] } }],
    ['a press without data', { callback_query: { id: 'q', from, chat_instance: '1' } }],
    [
      'a press without a message',
      { callback_query: { id: 'q', from, chat_instance: '1', data: 'x' } },
    ],
    ['a member that left', { my_chat_member: { chat, from, date: 1 } }],
    [
      'a message of a group',
      { message: { message_id: 1, date: 1, chat: { id: -5, type: 'group' }, from, text: '群里' } },
    ],
    [
      'a post of a channel',
      { channel_post: { message_id: 1, date: 1, chat: { id: -6, type: 'channel' }, text: '广播' } },
    ],
    ['null', { message: null }],
    ['a list', { message: [1, 2] }],
  ]

  test.each(
    shapes,
  )('%s neither stops the channel nor holds up what comes after it', async (_, body) => {
    const { bot, received, channel } = await startedRig()
    bot.push({ ...body })
    bot.text(chatId, '还在吗')
    await vi.waitFor(() => expect(received.at(-1)?.content.text).toBe('还在吗'), {
      timeout: 10_000,
    })
    expect(channel.health().state).toBe('online')
    await vi.waitFor(() => expect(bot.pending).toBe(0), { timeout: 5_000 })
  })

  test.each(
    hostileTexts.filter(([, text]) => text.isWellFormed()),
  )('a text of %s arrives as it was written', async (_, text) => {
    const { bot, received } = await startedRig()
    const words = text.slice(0, 4096)
    bot.text(chatId, words)
    await vi.waitFor(() => expect(received).toHaveLength(1), { timeout: 10_000 })
    expect(received[0]?.content).toEqual({ kind: 'text', text: words })
  })

  test('a store that keeps everything it gets keeps no update twice after a redelivery', async () => {
    const made = await rig()
    await made.channel.start(keep(made))
    made.bot.text(chatId, '一')
    await vi.waitFor(() => expect(made.received).toHaveLength(1))
    made.bot.redeliver()
    made.bot.text(chatId, '二')
    await vi.waitFor(() => expect(made.received.at(-1)?.content.text).toBe('二'), {
      timeout: 10_000,
    })
    const keys = made.received.map(({ externalId, content }) => `${externalId} ${content.text}`)
    expect(new Set(keys).size).toBe(2)
  })
})
