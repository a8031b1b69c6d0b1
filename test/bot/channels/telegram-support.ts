import { onTestFinished } from 'vitest'
import { makeTelegramChannel } from '../../../bot/channels/telegram.ts'
import type { TelegramSettings } from '../../../bot/channels/telegram-settings.ts'
import type { Channel, ChannelHealth, Receive } from '../../../bot/channels/types.ts'
import type { Incoming, OutgoingContent } from '../../../db/messaging/message.ts'
import type { SendOutcome } from '../../../scheduler/types.ts'
import type { FakeTelegramBot } from '../../fakes/telegram-bot.ts'
import { type FakeTelegramServer, startFakeTelegram } from '../../fakes/telegram-server.ts'

/** A channel under test with everything around it that a test looks at. */
export interface Rig {
  readonly server: FakeTelegramServer
  readonly bot: FakeTelegramBot
  readonly channel: Channel
  /** What was stored, in order. */
  readonly received: Incoming[]
  /** What was logged, one JSON line per event. */
  readonly logs: string[]
  /** Changes of state, in order. */
  readonly states: ChannelHealth[]
  send(
    peerId: number,
    message: string | OutgoingContent,
    signal?: AbortSignal,
  ): Promise<SendOutcome>
}

/** Chat that the fake's bot may write to. */
export const chatId = 4242

/**
 * A channel on a server of its own, not started; both end with the test. Short times, so that hangs do not hold up
 * the suite. Concurrent tests hand over their own `onTestFinished`.
 */
export async function rig(
  settings: Partial<TelegramSettings> = {},
  atEnd: (free: () => Promise<void>) => void = onTestFinished,
): Promise<Rig> {
  const server = await startFakeTelegram()
  const bot = server.bot()
  bot.chat(chatId)
  const logs: string[] = []
  const states: ChannelHealth[] = []
  const channel = makeTelegramChannel(
    { token: bot.token, apiRoot: server.apiRoot, pollSeconds: 1, deadlineMs: 500, ...settings },
    { now: Date.now, log: (event, fields) => logs.push(JSON.stringify({ event, ...fields })) },
  )
  channel.onHealth((health) => states.push(health))
  atEnd(async () => {
    await channel.stop()
    await server.stop()
  })
  const send: Rig['send'] = (peerId, message, signal = new AbortController().signal) =>
    channel.send(String(peerId), typeof message === 'string' ? { text: message } : message, signal)
  return { server, bot, channel, received: [], logs, states, send }
}

/** The same, started, storing into `received`. */
export async function startedRig(...given: Parameters<typeof rig>): Promise<Rig> {
  const made = await rig(...given)
  await made.channel.start(keep(made))
  return made
}

/** A store that keeps what it gets. */
export const keep =
  ({ received }: Pick<Rig, 'received'>): Receive =>
  async (batch) => {
    received.push(...batch)
  }

/** A promise that a test resolves when it likes. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}
