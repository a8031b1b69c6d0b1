import { expect, onTestFinished, test, vi } from 'vitest'
import type { FakeTelegramBot } from './telegram-bot.ts'
import { forkFakeTelegram } from './telegram-process.ts'
import {
  type FakeTelegramServer,
  type FakeTelegramSettings,
  startFakeTelegram,
} from './telegram-server.ts'

interface Raw {
  readonly server: FakeTelegramServer
  readonly bot: FakeTelegramBot
  call(method: string, payload?: object): Promise<unknown>
}

const callTo = async (root: string, token: string, method: string, payload: object = {}) => {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify(payload)
  return (await fetch(`${root}/bot${token}/${method}`, { method: 'POST', headers, body })).json()
}

async function raw(settings?: FakeTelegramSettings): Promise<Raw> {
  const server = await startFakeTelegram(settings)
  onTestFinished(() => server.stop())
  const bot = server.bot()
  return {
    server,
    bot,
    call: (method, payload) => callTo(server.apiRoot, bot.token, method, payload),
  }
}

const failed = (code: number, description: string): object => ({
  ok: false,
  error_code: code,
  description: expect.stringContaining(description),
})

test('it knows its bot, and no other token or method', async () => {
  const { server, bot, call } = await raw()
  expect(await call('getMe')).toMatchObject({ ok: true, result: { id: bot.id, is_bot: true } })
  expect(await call('makeCoffee')).toEqual(failed(404, 'Not Found'))
  expect(await callTo(server.apiRoot, '1:wrong', 'getMe')).toEqual(failed(401, 'Unauthorized'))
  server.revoke(bot)
  expect(await call('getMe')).toEqual(failed(401, 'Unauthorized'))
})

const refusals: readonly [string, object, string][] = [
  ['an unknown chat', { chat_id: 9, text: '好' }, 'chat not found'],
  ['no text', { chat_id: 1 }, 'message text is empty'],
  ['an empty text', { chat_id: 1, text: '' }, 'message text is empty'],
  ['spaces', { chat_id: 1, text: ' \n' }, 'message text is empty'],
  ['4,097 units', { chat_id: 1, text: 'x'.repeat(4097) }, 'message is too long'],
  ['half a pair', { chat_id: 1, text: 'a\ud83d' }, 'encoded in UTF-8'],
  ['an open tag', { chat_id: 1, text: '<b>好', parse_mode: 'HTML' }, "can't parse entities"],
  ['a foreign tag', { chat_id: 1, text: '1 < 2', parse_mode: 'HTML' }, "can't parse entities"],
  [
    'crossed tags',
    { chat_id: 1, text: '<b><i>x</b></i>', parse_mode: 'HTML' },
    "can't parse entities",
  ],
  ['an open star', { chat_id: 1, text: '*好', parse_mode: 'Markdown' }, "can't parse entities"],
  [
    'a bare full stop',
    { chat_id: 1, text: '3.5', parse_mode: 'MarkdownV2' },
    "can't parse entities",
  ],
  ['a mode of its own', { chat_id: 1, text: '好', parse_mode: 'RTF' }, "can't parse entities"],
  [
    'a keyboard that is none',
    { chat_id: 1, text: '好', reply_markup: { inline_keyboard: 1 } },
    'reply markup',
  ],
  [
    'a row that is none',
    { chat_id: 1, text: '好', reply_markup: { inline_keyboard: [1] } },
    'inline keyboard',
  ],
]

test.each(
  refusals,
)('sendMessage refuses %s with 400 and keeps nothing', async (_, payload, why) => {
  const { bot, call } = await raw()
  bot.chat(1)
  expect(await call('sendMessage', payload)).toEqual(failed(400, why))
  expect(bot.sends).toEqual([])
})

test.each([
  ['x', true],
  ['x'.repeat(64), true],
  ['', false],
  ['x'.repeat(65), false],
  [`${'选'.repeat(21)}x`, true],
  ['选'.repeat(22), false],
])('callback data counts bytes: %j', async (data, fine) => {
  const { bot, call } = await raw()
  bot.chat(1)
  const reply_markup = { inline_keyboard: [[{ text: '好', callback_data: data }]] }
  expect(await call('sendMessage', { chat_id: 1, text: '选', reply_markup })).toMatchObject({
    ok: fine,
  })
})

test.each(['<b>好</b> <a href="x">y</a>', '好'])('valid HTML passes: %j', async (text) => {
  const { bot, call } = await raw()
  bot.chat(1)
  expect(await call('sendMessage', { chat_id: 1, text, parse_mode: 'HTML' })).toMatchObject({
    ok: true,
  })
  expect(bot.sends).toMatchObject([{ chatId: 1, text }])
})

test('an offset confirms all before it, a limit cuts, a negative offset keeps the end', async () => {
  const { bot, call } = await raw()
  bot.burst(5, 1, String)
  const ids = async (payload: object): Promise<number[]> => {
    const { result } = Object(await call('getUpdates', payload))
    return result.map((update: { update_id: number }) => update.update_id)
  }
  expect(await ids({ limit: 2 })).toEqual([1001, 1002])
  expect(await ids({})).toEqual([1001, 1002, 1003, 1004, 1005])
  expect(await ids({ offset: 1003, limit: 1 })).toEqual([1003])
  expect(bot.pending).toBe(3)
  expect(await ids({ offset: -1 })).toEqual([1005])
  expect(await ids({ offset: 1006 })).toEqual([])
  expect(bot.pending).toBe(0)
})

test('a long poll waits for an update, its time, or a second poller', async () => {
  const { bot, call } = await raw()
  const waiting = call('getUpdates', { timeout: 50 })
  await vi.waitFor(() => expect(bot.calls.get('getUpdates')).toBe(1))
  bot.text(1, '来了')
  expect(await waiting).toMatchObject({ ok: true, result: [{ message: { text: '来了' } }] })

  expect(await call('getUpdates', { offset: 2000, timeout: 1 })).toEqual({ ok: true, result: [] })

  const older = call('getUpdates', { offset: 2000, timeout: 50 })
  await vi.waitFor(() => expect(bot.calls.get('getUpdates')).toBe(3))
  const newer = call('getUpdates', { offset: 2000, timeout: 1 })
  expect(await older).toEqual(failed(409, 'terminated by other getUpdates'))
  expect(await newer).toEqual({ ok: true, result: [] })
})

test('deleteWebhook drops what waits only when told to', async () => {
  const { bot, call } = await raw()
  bot.webhook = 'https://example.org'
  bot.text(1, '等着')
  expect(await call('getUpdates')).toEqual(failed(409, 'webhook is active'))
  await call('deleteWebhook')
  expect(await call('getUpdates')).toMatchObject({ result: [{ message: { text: '等着' } }] })
  await call('deleteWebhook', { drop_pending_updates: true })
  expect(bot.pending).toBe(0)
})

test('the flood limit refuses, tells its pause, and counts who does not wait', async () => {
  let now = 1_000_000
  const { bot, call } = await raw({ now: () => now })
  bot.chat(1)
  bot.limiter.limit = { perSecond: 2, retryAfter: 3 }
  const send = () => call('sendMessage', { chat_id: 1, text: '好' })
  for (const ok of [true, true, false]) expect(await send()).toMatchObject({ ok })
  now += 1_500
  expect(await send()).toMatchObject({ error_code: 429, parameters: { retry_after: 2 } })
  now += 1_500
  expect(await send()).toMatchObject({ ok: true })
  expect([bot.limiter.refused, bot.limiter.duringPause]).toEqual([1, 1])
  expect(bot.sends.map(({ at }) => at)).toEqual([1_000_000, 1_000_000, 1_003_000])
})

test('scripted faults come in their order, then standing ones, then the rule', async () => {
  const { bot, call } = await raw()
  bot.faults.next('getMe', undefined, { kind: 'answer', code: 500 })
  bot.faults.always('*', { kind: 'answer', code: 502 })
  bot.faults.rule = (method, _, nth) =>
    method === 'getMe' && nth === 4 ? { kind: 'answer', code: 403 } : undefined
  expect(await call('getMe')).toMatchObject({ ok: true })
  expect(await call('getMe')).toMatchObject({ error_code: 500 })
  expect(await call('getMe')).toMatchObject({ error_code: 502 })
  bot.faults.lift()
  expect(await call('getMe')).toMatchObject({ error_code: 403 })
  expect(await call('getMe')).toMatchObject({ ok: true })
})

test('an outage keeps the state and the port', async () => {
  const { server, bot, call } = await raw()
  bot.text(1, '停电前')
  const { port } = server
  await server.stop()
  await expect(call('getMe')).rejects.toThrow()
  bot.text(1, '停电时')
  await server.start()
  expect(server.port).toBe(port)
  expect(await call('getUpdates')).toMatchObject({ result: [{}, {}] })
})

test('latency holds every call', async () => {
  const { call } = await raw({ latencyMs: 60 })
  const begun = performance.now()
  await call('getMe')
  expect(performance.now() - begun).toBeGreaterThan(55)
})

test('in a process of its own it takes the same commands', async () => {
  const fake = await forkFakeTelegram({ tokens: ['5:abc'] })
  const call = (method: string, payload?: object) => callTo(fake.apiRoot, '5:abc', method, payload)
  await fake.tell.burst(3, 2, '第')
  expect(await call('getUpdates', { offset: 1002 })).toMatchObject({ result: [{}, {}] })
  expect(await fake.tell.pending()).toBe(2)
  await fake.tell.next('sendMessage', [{ kind: 'answer', code: 403 }])
  expect(await call('sendMessage', { chat_id: 1, text: '好' })).toMatchObject({ error_code: 403 })
  const reached = fake.tell.reached(1)
  await call('sendMessage', { chat_id: 1, text: '好' })
  await reached
  expect(await fake.tell.sends(0)).toMatchObject([{ chatId: 1, text: '好' }])
  await fake.tell.pause()
  await expect(call('getMe')).rejects.toThrow()
  await fake.tell.resume()
  expect(await call('getMe')).toMatchObject({ ok: true })
  expect(await fake.tell.calls()).toMatchObject({ sendMessage: 2 })
  await fake.end()
})
