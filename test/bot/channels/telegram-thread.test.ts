import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { makeTelegramThread } from '../../../bot/channels/telegram-thread/channel.ts'
import type { ChannelHealth } from '../../../bot/channels/types.ts'
import type { Incoming } from '../../../db/messaging/message.ts'
import { packageRoot } from '../../../policy/package-root.ts'
import { ensureBuilt } from '../../fakes/built.ts'
import type { FakeTelegramBot } from '../../fakes/telegram-bot.ts'
import { startFakeTelegram } from '../../fakes/telegram-server.ts'
import { monday, testFolder } from '../../support.ts'

const built = join(packageRoot, 'dist', 'telegram.js')
const chatId = 4242
const never = () => new AbortController().signal

beforeAll(ensureBuilt, 120_000)

/** A channel whose thread is `entry`, with what came out of it. */
function channelOf(entry: string, settings: { token: string; apiRoot?: string }) {
  const logs: string[] = []
  const states: ChannelHealth[] = []
  const channel = makeTelegramThread(
    entry,
    { pollSeconds: 1, deadlineMs: 500, ...settings },
    { now: () => monday, log: (event, fields) => logs.push(JSON.stringify({ event, ...fields })) },
  )
  channel.onHealth((health) => states.push(health))
  onTestFinished(() => channel.stop())
  return { channel, logs, states }
}

async function rig() {
  const server = await startFakeTelegram()
  const bot = server.bot()
  bot.chat(chatId)
  onTestFinished(() => server.stop())
  const made = channelOf(built, { token: bot.token, apiRoot: server.apiRoot })
  return { ...made, server, bot }
}

/** Starts it with a store that may fail some times first; resolves when it is online. */
async function started(one: Awaited<ReturnType<typeof rig>>, failures = 0): Promise<Incoming[]> {
  const received: Incoming[] = []
  let left = failures
  await one.channel.start(async (batch) => {
    left -= 1
    if (left >= 0) throw new Error('disk full')
    received.push(...batch)
  })
  await vi.waitFor(() => expect(one.channel.health().state).toBe('online'), 10_000)
  return received
}

const textsOf = (bot: FakeTelegramBot) => bot.sends.map((send) => send.text)

describe('Telegram in a thread of its own', () => {
  test('takes messages in order, stamped by the service, and tells how it stands', async () => {
    const one = await rig()
    const received = await started(one)
    for (let n = 1; n <= 250; n++) one.bot.text(chatId, `第${n}条`)
    await vi.waitFor(() => expect(received).toHaveLength(250), 10_000)
    expect(received.map(({ content }) => content.text)).toEqual(
      Array.from({ length: 250 }, (_, index) => `第${index + 1}条`),
    )
    expect(one.channel.health()).toEqual({
      channel: 'telegram',
      state: 'online',
      since: monday,
      lastInboundAt: monday,
    })
    expect(one.states.map(({ state }) => state)).toEqual(['connecting', 'online'])
    expect(one.channel.account).toBe(one.bot.token.split(':')[0])
  })

  test('confirms nothing that could not be stored: it comes again', async () => {
    const one = await rig()
    const received = await started(one, 2)
    one.bot.text(chatId, '要存下来')
    await vi.waitFor(() => expect(received).toHaveLength(1), 15_000)
    expect(one.logs.filter((line) => line.includes('telegram-batch-not-stored'))).toHaveLength(2)
    expect(one.logs.join()).not.toContain('要存下来')
  }, 20_000)

  test('brings every outcome of a send back', async () => {
    const one = await rig()
    await started(one)
    const send = (words: string) => one.channel.send(String(chatId), { text: words }, never())
    expect(await send('好')).toMatchObject({ state: 'accepted', remoteId: expect.any(String) })
    one.bot.faults.next('sendMessage', { kind: 'answer', code: 429, retryAfter: 7 })
    expect(await send('慢')).toEqual({ state: 'refused', why: 'limited', retryAfterMs: 7_000 })
    one.bot.faults.next('sendMessage', { kind: 'answer', code: 403, description: 'blocked' })
    expect(await send('堵')).toEqual({ state: 'refused', why: 'blocked' })
    one.bot.faults.next('sendMessage', { kind: 'cut-after' })
    expect(await send('断')).toMatchObject({ state: 'uncertain' })
    expect(textsOf(one.bot)).toEqual(['好', '断'])
  })

  test('sends a hundred at once, each with its own outcome', async () => {
    const one = await rig()
    await started(one)
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        one.channel.send(n % 10 === 0 ? '999' : String(chatId), { text: `第${n}` }, never()),
      ),
    )
    expect(outcomes.filter(({ state }) => state === 'accepted')).toHaveLength(90)
    expect(outcomes[50]).toEqual({ state: 'refused', why: 'unknown-peer' })
  })

  test('an aborted send is uncertain at once: it may be out', async () => {
    const one = await rig()
    await started(one)
    one.server.latencyMs = 200
    const controller = new AbortController()
    const outcome = one.channel.send(String(chatId), { text: '等' }, controller.signal)
    controller.abort()
    expect(await outcome).toEqual({ state: 'uncertain', why: 'aborted' })
    const late = one.channel.send(String(chatId), { text: '晚' }, controller.signal)
    expect(await late).toEqual({ state: 'refused', why: 'offline' })
  })

  test('brings files whole, and says why it could not', async () => {
    const one = await rig()
    const received = await started(one)
    const bytes = Buffer.alloc(300_000, '退')
    one.bot.voice(chatId, bytes)
    await vi.waitFor(() => expect(received).toHaveLength(1), 10_000)
    const [file] = received[0]?.content.files ?? []
    if (file === undefined) throw new Error('no file came')
    const fetched = await one.channel.fetchFile(file, never())
    expect(await text(fetched.stream)).toBe(bytes.toString())
    await expect(
      one.channel.fetchFile({ kind: 'voice', ref: 'nothing-there' }, never()),
    ).rejects.toMatchObject({ code: 'file-gone', final: true })
    const aborted = AbortSignal.abort()
    await expect(one.channel.fetchFile(file, aborted)).rejects.toMatchObject({ code: 'EABORTED' })
  })

  test('knows its link once Telegram told its name', async () => {
    const one = await rig()
    expect(one.channel.bindLink?.('ABCDE12345')).toBeUndefined()
    await started(one)
    await vi.waitFor(() =>
      expect(one.channel.bindLink?.('ABCDE12345')).toMatch(
        /^https:\/\/t\.me\/\w+\?start=ABCDE12345$/,
      ),
    )
  })

  test('a wrong token is told with its reason, and no line of the log holds it', async () => {
    const { server } = await rig()
    const wrong = channelOf(built, { token: '7:canary-wrong-token', apiRoot: server.apiRoot })
    await wrong.channel.start(async () => undefined)
    await vi.waitFor(() =>
      expect(wrong.channel.health()).toMatchObject({
        state: 'needs-login',
        note: '机器人令牌无效，请检查 TELEGRAM_TOKEN',
      }),
    )
    expect(wrong.logs.join()).not.toContain('canary')
  })

  test('a stop lets what is under way end, and later sends wait for the next start', async () => {
    const one = await rig()
    await started(one)
    one.server.latencyMs = 100
    const under = one.channel.send(String(chatId), { text: '最后一条' }, never())
    await one.channel.stop()
    expect(await under).toMatchObject({ state: 'accepted' })
    expect(one.channel.health().state).toBe('off')
    expect(await one.channel.send(String(chatId), { text: '又' }, never())).toEqual({
      state: 'refused',
      why: 'offline',
    })
  })
})

test('a thread that dies is followed by another; what it was sending may be out', async () => {
  const entry = join(testFolder(), 'dying.mjs')
  writeFileSync(
    entry,
    `import { parentPort } from 'node:worker_threads'
     parentPort.postMessage({ kind: 'standing', standing: { state: 'online' } })
     parentPort.on('message', ({ kind }) => { if (kind === 'send') throw new Error('canary words') })
     parentPort.on('message', ({ kind }) => { if (kind === 'stop') parentPort.close() })`,
  )
  const { channel, logs, states } = channelOf(entry, { token: '8:x' })
  await channel.start(async () => undefined)
  await vi.waitFor(() => expect(channel.health().state).toBe('online'))
  const outcome = await channel.send('1', { text: '走' }, never())
  expect(outcome).toEqual({ state: 'uncertain', why: 'connection-lost' })
  expect(channel.health()).toMatchObject({ state: 'connecting', note: '正在重新连接 Telegram' })
  await expect(channel.fetchFile({ kind: 'image', ref: 'x' }, never())).rejects.toMatchObject({
    code: 'offline',
    final: false,
  })
  await vi.waitFor(() => expect(channel.health().state).toBe('online'), 10_000)
  expect(states.map(({ state }) => state)).toEqual(['connecting', 'online', 'connecting', 'online'])
  expect(logs.join()).toContain('telegram-thread-failed')
  expect(logs.join()).not.toContain('canary')
})
