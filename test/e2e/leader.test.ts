import { expect, onTestFinished, test, vi } from 'vitest'
import type { ChannelHealth } from '../../bot/channels/types.ts'
import { dialect } from '../../db/columns.ts'
import { type FakeTelegramServer, startFakeTelegram } from '../fakes/telegram-server.ts'
import { testDatabase, testFolder } from '../support.ts'
import { type ServiceProcess, startProcess } from './service.ts'

/** A process that would run the Telegram channel; every process has a folder of its own, the database is shared. */
async function candidate(server: FakeTelegramServer, url = ''): Promise<ServiceProcess> {
  const service = await startProcess({
    DATA_DIR: testFolder(),
    DATABASE_URL: url,
    ROLES: 'telegram',
    TELEGRAM_TOKEN: server.bot().token,
    TELEGRAM_API_ROOT: server.apiRoot,
    SECRET_KEY_FILE: `${keys}/secret.key`,
  })
  onTestFinished(() => service.kill())
  return service
}

let keys = ''

async function noteOf({ address }: ServiceProcess): Promise<string> {
  const state: unknown = await (await fetch(`${address}/readyz`)).json()
  const { channels } = state as { channels: ChannelHealth[] } // as `/readyz` is built
  return `${channels[0]?.channel} ${channels[0]?.state} ${channels[0]?.note ?? ''}`
}

test.runIf(dialect === 'pg')(
  'of two processes on one database one polls, and the other takes over within 30 s of its kill -9',
  async () => {
    const server = await startFakeTelegram()
    onTestFinished(() => server.stop())
    const bot = server.bot()
    keys = testFolder()
    const { url } = await testDatabase(testFolder(), { empty: true })
    const first = await candidate(server, url)
    await vi.waitFor(async () => expect(await noteOf(first)).toBe('telegram online '), 10_000)
    const second = await candidate(server, url)
    await vi.waitFor(async () => expect(await noteOf(second)).toContain('待命'), 10_000)

    bot.text(1, '投诉：第一件，我叫张桂英，广通，13800138000')
    await bot.reached(1)
    await first.kill()
    bot.text(2, '投诉：第二件，我叫张桂英，广通，13800138000')
    const died = performance.now()
    await bot.reached(2)
    expect(performance.now() - died).toBeLessThan(30_000)
    expect(bot.sends.map(({ text }) => /GT\d+/.exec(text)?.[0])).toEqual([
      expect.stringMatching(/0001$/),
      expect.stringMatching(/0002$/),
    ])
    expect(second.output() + first.output()).not.toContain('telegram-409')
  },
  60_000,
)
