import { expect, onTestFinished, test, vi } from 'vitest'
import type { Readiness } from '../../bot/readiness.ts'
import type { FakeTelegramBot } from '../fakes/telegram-bot.ts'
import { type FakeTelegramServer, fakeToken, startFakeTelegram } from '../fakes/telegram-server.ts'
import { ownDatabase, runCommand, startProcess } from './service.ts'

/** What the issue allows between the other side's return and ours. */
const healing = { timeout: 10_000, interval: 50 }

/** A fake platform, and services with one database that use it. */
async function town(tokens?: readonly string[]) {
  const server = await startFakeTelegram(tokens ? { tokens } : {})
  onTestFinished(() => server.stop().catch(() => undefined))
  const env = {
    ...(await ownDatabase()),
    TELEGRAM_TOKEN: fakeToken,
    TELEGRAM_API_ROOT: server.apiRoot,
  }
  return {
    server,
    env,
    async serve() {
      const service = await startProcess(env)
      onTestFinished(() => service.kill())
      return service
    },
  }
}

async function ready(address: string): Promise<{ status: number; body: Readiness }> {
  const response = await fetch(`${address}/readyz`)
  return { status: response.status, body: (await response.json()) as Readiness } // built from it
}

async function telegramAt(address: string) {
  const { status, body } = await ready(address)
  return { status, ...body.channels.find(({ channel }) => channel === 'telegram') }
}

const sentTo = (bot: FakeTelegramBot, chat: number) =>
  bot.sends.filter(({ chatId }) => chatId === chat).map(({ text }) => text)

/** Says something and waits for what comes back, however many messages that takes. */
async function talk(bot: FakeTelegramBot, chat: number, say: () => unknown): Promise<string> {
  const before = sentTo(bot, chat).length
  say()
  return vi.waitFor(() => {
    const fresh = sentTo(bot, chat).slice(before)
    expect(fresh.length).toBeGreaterThan(0)
    return fresh.join('\n')
  }, healing)
}

const online = (address: string) =>
  vi.waitFor(
    async () => expect(await telegramAt(address)).toMatchObject({ status: 200, state: 'online' }),
    healing,
  )

const complaint = (n: number) => `投诉：第${n}件，我叫张桂英，广通，13800138000`

test('what is written while the service is stopped is answered when it is back, and twice delivered counts once', async () => {
  const { server, serve } = await town()
  const bot = server.bot()
  const first = await serve()
  expect(await talk(bot, 1, () => bot.text(1, complaint(1)))).toContain('0001')
  expect(await first.stop()).toBe(0)
  bot.text(1, complaint(2))
  bot.text(2, '住院了谁来看我')

  const second = await serve()
  await vi.waitFor(() => expect(sentTo(bot, 1)).toHaveLength(2), healing)
  await vi.waitFor(() => expect(sentTo(bot, 2).join()).toContain('第十二条（一）'), healing)
  expect(sentTo(bot, 1)[1]).toContain('0002')

  bot.redeliver()
  expect(await talk(bot, 3, () => bot.text(3, complaint(3)))).toContain('0003')
  expect([sentTo(bot, 1).length, sentTo(bot, 2).length]).toEqual([2, 1])
  const { body } = await ready(second.address)
  const gaps = body.channels.find(({ channel }) => channel === 'telegram')?.gaps ?? []
  expect(gaps.length).toBeGreaterThan(0)
  expect(gaps.filter(({ endedAt }) => endedAt === null)).toEqual([])
}, 60_000)

/** Takes the platform away and gives it back. */
const troubles: readonly [
  string,
  tokens: readonly string[] | undefined,
  away: (server: FakeTelegramServer) => unknown,
  back: (server: FakeTelegramServer) => unknown,
  state: string,
][] = [
  ['unreachable', undefined, (server) => server.stop(), (server) => server.start(), 'connecting'],
  ['a wrong token', ['1:x'], () => undefined, (server) => server.addBot(fakeToken), 'needs-login'],
]

test.each(troubles)(
  'Telegram at the start: %s. The service runs, says so, and heals within ten seconds',
  async (_what, tokens, away, back, state) => {
    const { server, serve } = await town(tokens)
    await away(server)
    const { address } = await serve()
    await vi.waitFor(async () => {
      const told = await telegramAt(address)
      expect(told).toMatchObject({ status: 200, state })
      expect(told.note).toMatch(/令牌无效|连接不上/)
    }, healing)
    expect(await (await fetch(`${address}/healthz`)).json()).toEqual({ ok: true })
    await back(server)
    await online(address)
    const bot = server.bot(fakeToken)
    expect(await talk(bot, 1, () => bot.text(1, '住院了谁来看我'))).toContain('第十二条（一）')
  },
  40_000,
)

/** What people, their phones and programs send; each must get a sentence. */
const odd: readonly [string, (bot: FakeTelegramBot, chat: number) => unknown][] = [
  ['nothing', (bot, chat) => bot.text(chat, '')],
  ['spaces', (bot, chat) => bot.text(chat, ' \u3000\n\t ')],
  ['100,000 characters', (bot, chat) => bot.text(chat, '低保'.repeat(50_000))],
  ['emoji only', (bot, chat) => bot.text(chat, '👍🏽👨‍👩‍👧')],
  ['right to left', (bot, chat) => bot.text(chat, '\u202e院住\u2066\u2069')],
  ['zero width', (bot, chat) => bot.text(chat, '\u200b\u200d\ufeff')],
  ['NUL', (bot, chat) => bot.text(chat, '住\u0000院\u0000')],
  ['half a character', (bot, chat) => bot.text(chat, '住院\ud83d')],
  ['HTML', (bot, chat) => bot.text(chat, '<b>投诉</i> &nbsp;<script>alert(1)</script>')],
  ['Markdown', (bot, chat) => bot.text(chat, '*_`[x](y)~|># 投诉：*_')],
  ['SQL', (bot, chat) => bot.text(chat, "'; drop table inbox; --")],
  ['a formula', (bot, chat) => bot.text(chat, '=HYPERLINK("http://x","y")')],
  ['a command', (bot, chat) => bot.text(chat, '/help@tuiguan_bot')],
  ['a wrong code', (bot, chat) => bot.text(chat, '/start ABCDE12345')],
  ['a button that there is not', (bot, chat) => bot.callback(chat, 'nothing-like-it')],
  ['a sticker', (bot, chat) => bot.sticker(chat)],
  ['a location', (bot, chat) => bot.location(chat)],
  [
    'a contact',
    (bot, chat) => bot.message(chat, { contact: { phone_number: '1', first_name: '李' } }),
  ],
  ['a poll', (bot, chat) => bot.message(chat, { poll: { id: '1', question: '?', options: [] } })],
  ['a content of tomorrow', (bot, chat) => bot.message(chat, { hologram: { id: 1 } })],
  [
    'an update of tomorrow',
    (bot, chat) => {
      bot.chat(chat)
      const from = { id: chat, is_bot: false, first_name: '李' }
      return bot.push({ telepathy: { chat: { id: chat, type: 'private' }, from, date: 1 } })
    },
  ],
  [
    'an edited message',
    (bot, chat) => {
      bot.chat(chat)
      return bot.edited(chat, '住院了谁来看我')
    },
  ],
  ['a voice', (bot, chat) => bot.voice(chat)],
  ['an empty file', (bot, chat) => bot.document(chat, 'application/x-msdownload', Buffer.of())],
  [
    'a file that is gone',
    (bot, chat) => bot.message(chat, { voice: { file_id: 'gone', duration: 1 } }),
  ],
]

/** Updates in which nobody asks us anything, or that cannot be read: passed over without harm. */
function noise(bot: FakeTelegramBot): void {
  bot.push({})
  bot.push({ message: null })
  bot.push({ message: { text: 'without a chat' } })
  bot.push({ poll: { id: '1' } })
  bot.push({ my_chat_member: { chat: { id: 1, type: 'private' } } })
}

test('whatever comes in gets a clear sentence, nothing is lost, and nothing we send is refused', async () => {
  const { server, serve } = await town()
  const bot = server.bot()
  const { address, output } = await serve()
  await online(address)
  for (const [chat, [, say]] of odd.entries()) {
    noise(bot)
    say(bot, chat + 1)
  }
  await vi.waitFor(
    () => {
      const silent = odd.filter((_row, chat) => sentTo(bot, chat + 1).length === 0)
      expect(silent.map(([what]) => what)).toEqual([])
    },
    { timeout: 30_000, interval: 100 },
  )
  for (const { text } of bot.sends) {
    expect(text).toMatch(/\p{Script=Han}{3}/u)
    expect(text).not.toMatch(/undefined|null|\[object|Error/)
  }
  const helped = odd.findIndex(([what]) => what === 'a command') + 1
  expect(sentTo(bot, helped).join()).toContain('回 0 到菜单')
  expect(output()).not.toMatch(/message-failed|send-not-accepted|dispatch-failed/)
  expect((await ready(address)).body).toMatchObject({
    ok: true,
    inbox: { waiting: 0 },
    outbox: { waiting: 0 },
  })
}, 60_000)

/** An account that may do most, and a token of its own. */
async function supervisor(env: Record<string, string>) {
  const of = ['--login', 'li']
  const all = ['staff', 'add', ...of, '--name', '李明', '--role', 'center_supervisor']
  const added = await runCommand(all, env, '山水-广通-1962\n')
  const { out } = await runCommand(['staff', 'token', ...of], env)
  return { id: added.out.trim(), headers: { authorization: `Bearer ${out.trim()}` } }
}

test('odd words inside a report stay as they were written, and the report is registered', async () => {
  const { server, env, serve } = await town()
  const bot = server.bot()
  const { headers } = await supervisor(env)
  const { address } = await serve()
  const words = `<b>=1+1 '*_"; drop table petitions; --\u202e&amp;`
  await talk(bot, 1, () => bot.text(1, '投诉'))
  for (const said of [`${words}\u0000`, '张桂英', '13800138000']) {
    await talk(bot, 1, () => bot.text(1, said))
  }
  expect(await talk(bot, 1, () => bot.text(1, '广通'))).toContain('0001')
  const list = await (await fetch(`${address}/api/v1/petitions`, { headers })).text()
  const { items } = JSON.parse(list) as { items: { id: string }[] } // as the API describes it
  const one = await fetch(`${address}/api/v1/petitions/${items[0]?.id}`, { headers })
  expect(await one.json()).toMatchObject({ content: expect.stringContaining("<b>=1+1 '*_") })
  const sheet = await (await fetch(`${address}/api/v1/petitions.csv`, { headers })).text()
  expect(sheet).toContain('drop table')
  expect(sheet).not.toMatch(/(^|,|")=1/m)
}, 40_000)

test('probes: healthy and ready while a channel is down, with what waits for it, and numbers by route', async () => {
  const { server, serve } = await town()
  const { address } = await serve()
  await online(address)
  const bot = server.bot()
  await talk(bot, 1, () => bot.text(1, '你好'))
  const up = await ready(address)
  expect(up.status).toBe(200)
  expect(up.body.channels).toContainEqual(
    expect.objectContaining({
      channel: 'telegram',
      state: 'online',
      since: expect.any(Number),
      lastInboundAt: expect.any(Number),
      inboxWaiting: 0,
      gaps: expect.any(Array),
    }),
  )
  await server.stop()
  await vi.waitFor(
    async () => expect((await telegramAt(address)).state).toBe('connecting'),
    healing,
  )
  const down = await telegramAt(address)
  expect(down.status).toBe(200)
  expect(down.gaps?.[0]).toMatchObject({ endedAt: null })
  const metrics = await (await fetch(`${address}/metrics`)).text()
  expect(metrics).toMatch(/http_request_duration_seconds_count\{[^}]*route="\/readyz"/)
}, 40_000)

test('a binding code comes with a link to the bot, and the link binds', async () => {
  const { server, env, serve } = await town()
  const bot = server.bot()
  const { id, headers } = await supervisor(env)
  const { address } = await serve()
  await online(address)
  await vi.waitFor(() => expect(bot.calls.get('getMe')).toBe(1))
  const issue = async () => {
    const url = `${address}/api/v1/staff/${id}/chat-code`
    const response = await fetch(url, { method: 'POST', headers })
    const issued: unknown = await response.json()
    return issued as { code: string; links: { telegram?: string } } // as the API describes it
  }
  const { code, links } = await vi.waitFor(async () => {
    const issued = await issue()
    expect(issued.links.telegram).toBe(`https://t.me/tuiguan_bot?start=${issued.code}`)
    return issued
  })
  const given = new URL(links.telegram ?? '').searchParams.get('start')
  expect(given).toBe(code)
  expect(await talk(bot, 7, () => bot.text(7, `/start ${given}`))).toContain('绑定成功，李明')
}, 40_000)
