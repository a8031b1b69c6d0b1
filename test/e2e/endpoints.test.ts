import { expect, onTestFinished, test, vi } from 'vitest'
import type { Readiness } from '../../bot/readiness.ts'
import { canaryKey, oggTone } from '../bot/aids/support.ts'
import { type Asked, saidTo, startFakeEndpoint } from '../fakes/openai-endpoint.ts'
import type { FakeTelegramBot } from '../fakes/telegram-bot.ts'
import { fakeToken, startFakeTelegram } from '../fakes/telegram-server.ts'
import { ownDatabase, runCommand, startProcess } from './service.ts'

/** A fake platform, a fake endpoint for both uses, and services with one database between them. */
async function town() {
  const platform = await startFakeTelegram()
  onTestFinished(() => platform.stop().catch(() => undefined))
  const endpoint = await startFakeEndpoint()
  const at = { BASE_URL: `${endpoint.baseUrl}/`, API_KEY: canaryKey, MODEL: 'tiny' }
  const variables = Object.entries(at).flatMap(([name, value]) => [
    [`LLM_${name}`, value],
    [`ASR_${name}`, value],
  ])
  const env: Record<string, string> = {
    ...(await ownDatabase()),
    ...Object.fromEntries(variables),
    TELEGRAM_TOKEN: fakeToken,
    TELEGRAM_API_ROOT: platform.apiRoot,
  }
  return {
    bot: platform.bot(),
    endpoint,
    env,
    async serve() {
      const service = await startProcess(env)
      onTestFinished(() => service.kill())
      return service
    },
  }
}

const isSpeech = ({ path }: Asked) => path.endsWith('/audio/transcriptions')
const sentTo = (bot: FakeTelegramBot, chat: number) =>
  bot.sends.filter(({ chatId }) => chatId === chat).map(({ text }) => text)

const reply = (bot: FakeTelegramBot, chat: number, timeout = 10_000) =>
  vi.waitFor(
    () => {
      expect(sentTo(bot, chat).length).toBeGreaterThan(0)
      return sentTo(bot, chat).join('\n')
    },
    { timeout, interval: 20 },
  )

const readiness = async (address: string): Promise<Readiness> =>
  (await (await fetch(`${address}/readyz`)).json()) as Readiness // built from it

test('a voice note over Telegram is answered, in plainer words; probes and numbers tell of the endpoints', async () => {
  const { bot, endpoint, serve } = await town()
  const plainer = '您在县级以上医院或者县外医院住院，都是县退管中心来看望。'
  endpoint.reply = (asked) => ({ say: isSpeech(asked) ? '住院了谁来看我？' : plainer })
  const service = await serve()
  bot.voice(1, oggTone())
  const said = await reply(bot, 1)
  expect(said).toMatch(/^听到的是：住院了谁来看我？\n/)
  expect(said).toContain(plainer)
  expect(said).toContain('依据：')
  expect(endpoint.asked.filter(isSpeech)).toHaveLength(1)

  const { ok, checks, endpoints } = await readiness(service.address)
  expect({ ok, checks, endpoints }).toMatchObject({
    ok: true,
    checks: { model: '正常', speech: '正常' },
    endpoints: [
      { name: 'model', state: 'ready', last: 'ok' },
      { name: 'speech', state: 'ready', last: 'ok' },
    ],
  })
  const metrics = await (await fetch(`${service.address}/metrics`)).text()
  expect(metrics).toContain('endpoint_calls_total{endpoint="speech",outcome="ok"} 1')
  expect(metrics).toContain('endpoint_calls_total{endpoint="model",outcome="ok"} 1')
  expect(metrics).toContain('endpoint_paused{endpoint="model"} 0')
  expect(await service.stop()).toBe(0)
  expect(service.output() + metrics).not.toMatch(/canary|住院/)
}, 60_000)

test('a model that does not answer leaves the plain answer within its eight seconds; others do not wait', async () => {
  const { bot, endpoint, serve } = await town()
  endpoint.reply = () => 'hang'
  const { address } = await serve()
  const begun = performance.now()
  bot.text(1, '住院了谁来看我')
  await endpoint.reached(1)
  bot.text(2, '菜单')
  expect(await reply(bot, 2)).toContain('请回数字')
  expect(performance.now() - begun).toBeLessThan(6_000)
  expect(sentTo(bot, 1)).toEqual([])
  expect(await reply(bot, 1, 15_000)).toContain('第十二条（一）')
  const took = performance.now() - begun
  expect(took).toBeGreaterThan(7_000)
  expect(took).toBeLessThan(12_000)
  expect((await readiness(address)).endpoints[0]).toMatchObject({ name: 'model', last: 'late' })
}, 60_000)

test('a model that is not there changes nothing; after failures it is left alone and the probes say so', async () => {
  const { bot, endpoint, env, serve } = await town()
  await endpoint.stop()
  const service = await serve()
  for (const chat of [1, 2, 3, 4]) {
    bot.text(chat, '住院了谁来看我')
    expect(await reply(bot, chat)).toContain('第十二条（一）')
  }
  const { ok, checks, endpoints } = await readiness(service.address)
  expect({ ok, checks, endpoints }).toMatchObject({
    ok: true,
    checks: { model: '连不上，暂不使用' },
    endpoints: [{ name: 'model', state: 'paused', since: expect.any(Number) }, { name: 'speech' }],
  })
  const metrics = await (await fetch(`${service.address}/metrics`)).text()
  expect(metrics).toContain('endpoint_paused{endpoint="model"} 1')
  const { code, out } = await runCommand(['doctor'], env)
  expect(code).toBe(0)
  expect(out).toContain('[注意] 语言模型：连不上')
  expect(out).toContain('ASR_BASE_URL、ASR_API_KEY 和 ASR_MODEL')
  expect(out + service.output()).not.toContain('canary')
}, 60_000)

test('doctor calls both endpoints, and says when there are none', async () => {
  const { endpoint, env } = await town()
  endpoint.reply = (asked) => ({ say: isSpeech(asked) ? '' : '由县退管中心统一管理。' })
  const both = await runCommand(['doctor'], env)
  expect(both.out).toContain('[正常] 语言模型：可用')
  expect(both.out).toContain('[正常] 语音转写：可用')
  expect(endpoint.asked.map(({ path }) => path).sort()).toEqual([
    '/v1/audio/transcriptions',
    '/v1/chat/completions',
  ])
  const none = await runCommand(['doctor'], await ownDatabase())
  expect(none.out).toContain('[正常] 语言模型：未开通')
  expect(none.out).toContain('[正常] 语音转写：未开通')
}, 60_000)

const report = '投诉，活动室锁了半年，我叫张桂英，广通，13800138000。'

test.each([
  ['a recording is listened to', isSpeech, () => oggTone()],
  ['a model is asked', (asked: Asked) => !isSpeech(asked), undefined],
])(
  'kill -9 while %s: handled once after the restart',
  async (_what, ours, recording) => {
    const { bot, endpoint, serve } = await town()
    endpoint.reply = () => 'hang'
    const first = await serve()
    if (recording === undefined) bot.text(1, '住院了谁来看我')
    else bot.voice(1, recording())
    await endpoint.reached(1)
    await first.kill()
    expect(endpoint.asked.filter(ours)).toHaveLength(1)
    expect(sentTo(bot, 1)).toEqual([])

    endpoint.reply = (asked) => (isSpeech(asked) ? { say: report } : { status: 500 })
    const second = await serve()
    const said = await reply(bot, 1, 20_000)
    expect(said).toMatch(recording === undefined ? /第十二条（一）/ : /听到的是：投诉.*0001/s)
    bot.text(2, '菜单')
    await reply(bot, 2)
    expect(sentTo(bot, 1)).toHaveLength(1)
    expect((await readiness(second.address)).inbox).toMatchObject({ waiting: 0 })
  },
  90_000,
)

test('what the model is asked holds no word of the person but the question it is unsure of, without what names anybody', async () => {
  const { bot, endpoint, serve } = await town()
  await serve()
  bot.text(1, '我叫张桂英，13800138000，我隔壁邻居的事你们管不管')
  await reply(bot, 1)
  const sent = endpoint.asked.map((asked) => saidTo(asked).join('\n')).join('\n')
  expect(sent).toContain('邻居')
  expect(sent).not.toMatch(/张桂英|13800138000/)
}, 60_000)
