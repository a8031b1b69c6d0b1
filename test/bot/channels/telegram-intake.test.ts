import { expect, test, vi } from 'vitest'
import type { Incoming } from '../../../db/messaging/message.ts'
import { chatId, gate, keep, rig, startedRig } from './telegram-support.ts'

const texts = (batch: readonly Incoming[]): string[] => batch.map(({ content }) => content.text)

test('a batch that could not be stored comes again, in order, and is confirmed only then', async () => {
  const { bot, channel, received, logs } = await rig()
  for (const n of [1, 2, 3]) bot.text(chatId, `第${n}条`)
  const seen: string[][] = []
  const pending: number[] = []
  await channel.start(async (batch) => {
    seen.push(texts(batch))
    pending.push(bot.pending)
    if (seen.length <= 2) throw new Error('disk full')
    received.push(...batch)
  })

  await vi.waitFor(() => expect(received).toHaveLength(3), { timeout: 5_000 })
  expect(seen).toEqual(Array(3).fill(['第1条', '第2条', '第3条']))
  expect(pending).toEqual([3, 3, 3])
  await vi.waitFor(() => expect(bot.pending).toBe(0), { timeout: 3_000 })
  expect(logs.filter((line) => line.includes('telegram-store-failed'))).toHaveLength(2)
})

test('while the store fails the channel says so and stays online', async () => {
  const { bot, channel } = await rig()
  await channel.start(async () => {
    throw new Error('disk full')
  })
  bot.text(chatId, '您好')
  await vi.waitFor(() => expect(channel.health().note).toContain('存不下'))
  expect(channel.health().state).toBe('online')
})

test('nothing is fetched while a batch is being stored', async () => {
  const { bot, channel } = await rig()
  const storing = gate()
  bot.text(chatId, '第一条')
  await channel.start(() => storing.opened)
  await vi.waitFor(() => expect(bot.calls.get('getUpdates')).toBe(1))
  bot.text(chatId, '第二条')
  expect(bot.calls.get('getUpdates')).toBe(1)
  expect(bot.pending).toBe(2)
  storing.open()
  await vi.waitFor(() => expect(bot.pending).toBe(0), { timeout: 3_000 })
})

test('batches come in order whatever their number, each update once', async () => {
  const { bot, received } = await startedRig()
  bot.burst(1050, 7, (n) => String(n))
  await vi.waitFor(() => expect(received).toHaveLength(1050), { timeout: 5_000 })
  expect(texts(received)).toEqual(Array.from({ length: 1050 }, (_, n) => String(n)))
  expect(new Set(received.map(({ externalId }) => externalId)).size).toBe(1050)
})

test('a second delivery has the key of the first', async () => {
  const { bot, received } = await startedRig()
  bot.text(chatId, '只此一次')
  await vi.waitFor(() => expect(received).toHaveLength(1))
  bot.redeliver()
  await vi.waitFor(() => expect(received).toHaveLength(2))
  expect(received[1]).toEqual(received[0])
  bot.text(chatId, '后来的')
  await vi.waitFor(() => expect(received).toHaveLength(3))
})

test('an answer lost on its way brings the batch again', async () => {
  const { bot, channel, received } = await rig()
  bot.text(chatId, '在吗')
  bot.faults.next('getUpdates', { kind: 'cut-after' }, { kind: 'half-answer' }, { kind: 'broken' })
  await channel.start(keep({ received }))
  await vi.waitFor(() => expect(texts(received)).toEqual(['在吗']), { timeout: 8_000 })
}, 10_000)

test('what was written while the service was down is there when it starts', async () => {
  const { bot, channel, received } = await rig()
  bot.burst(250, 3, (n) => String(n))
  await channel.start(keep({ received }))
  await vi.waitFor(() => expect(received).toHaveLength(250))
  expect(bot.pending).toBeLessThanOrEqual(50)
})

test('a press is answered after it was stored, and only then', async () => {
  const { bot, channel, received } = await rig()
  let fail = true
  bot.callback(chatId, 'menu:2')
  await channel.start(async (batch) => {
    expect(bot.callbackAnswers).toEqual([])
    if (fail) {
      fail = false
      throw new Error('disk full')
    }
    received.push(...batch)
  })
  await vi.waitFor(() => expect(bot.callbackAnswers).toHaveLength(1), { timeout: 3_000 })
  expect(texts(received)).toEqual(['menu:2'])
})

test('a press that is too old to be answered disturbs nothing', async () => {
  const { bot, received, logs } = await startedRig()
  const description = 'Bad Request: query is too old'
  bot.faults.next('answerCallbackQuery', { kind: 'answer', code: 400, description })
  bot.callback(chatId, 'menu:2')
  await vi.waitFor(() => expect(logs.join()).toContain('telegram-press-unanswered'))
  expect(texts(received)).toEqual(['menu:2'])
})

test('ids that begin anew after a quiet week are heard', async () => {
  const { bot, received } = await startedRig()
  bot.text(chatId, '从前')
  await vi.waitFor(() => expect(received).toHaveLength(1))
  await vi.waitFor(() => expect(bot.pending).toBe(0))
  const quiet = bot.calls.get('getUpdates') ?? 0
  await vi.waitFor(() => expect(bot.calls.get('getUpdates')).toBeGreaterThan(quiet + 1), {
    timeout: 5_000,
  })
  bot.restartIds(3)
  bot.text(chatId, '如今')
  await vi.waitFor(() => expect(received).toHaveLength(2), { timeout: 3_000 })
  expect(received[1]?.externalId).toBe('4')
})
