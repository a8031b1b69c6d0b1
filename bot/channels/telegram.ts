import { makeApi, pathOf, rootOf } from './telegram-api.ts'
import { fetchFile } from './telegram-file.ts'
import { Health, type Standing } from './telegram-health.ts'
import { storeBeforeConfirm } from './telegram-intake.ts'
import { failureCode } from './telegram-outcome.ts'
import { Poll } from './telegram-poll.ts'
import { makeSend } from './telegram-send.ts'
import { parallelSends, startLink, type TelegramSettings } from './telegram-settings.ts'
import { Transport } from './telegram-transport.ts'
import type { Channel, ChannelEnvironment } from './types.ts'

/** Settings, and who is told of what comes up by itself: the bot's name, and how the channel stands. */
interface TelegramParts extends TelegramSettings {
  readonly named?: (username: string) => void
  readonly stands?: (standing: Standing) => void
}

/** A getUpdates that takes this much longer than it was allowed to is given up, ms. */
const pollGraceMs = 3_000

/** Keeps what is under way, so that a stop can wait for it. */
class UnderWay {
  readonly #all = new Set<Promise<unknown>>()

  add<T>(work: Promise<T>): Promise<T> {
    this.#all.add(work)
    const done = (): void => void this.#all.delete(work)
    work.then(done, done)
    return work
  }

  async ended(): Promise<void> {
    await Promise.allSettled(this.#all)
  }
}

/**
 * Telegram by long polling: works without a public address. Each batch is stored before the platform may forget it, texts go
 * out without markup, and whatever the other side does the channel stays up and says in `health` how it stands.
 */
export function makeTelegramChannel(settings: TelegramParts, env: ChannelEnvironment): Channel {
  const { token, proxy, pollSeconds = 5, deadlineMs = 20_000 } = settings
  const account = token.split(':')[0] ?? ''
  const apiRoot = rootOf(settings.apiRoot)
  const transport = new Transport(apiRoot, proxy)
  const stopping = new AbortController()
  const methods = { token, apiRoot, transport, deadlineMs }
  const api = makeApi(methods)
  const send = makeSend(methods)
  const root = pathOf(`${apiRoot}/file/bot${token}/`)
  const files = { api, transport, root, deadlineMs }
  const health = new Health(env, settings.stands)
  const sends = new UnderWay()
  let polling: Promise<void> = Promise.resolve()
  let username: string | undefined

  async function learnName(): Promise<void> {
    try {
      username = (await api.getMe()).username
      settings.named?.(username)
    } catch (error) {
      env.log('telegram-name-unknown', { code: failureCode(error) })
    }
  }
  health.onChange(({ state }) => {
    if (state === 'online' && username === undefined) void sends.add(learnName())
  })

  return {
    channel: 'telegram',
    account,
    parallel: parallelSends,
    async start(receive) {
      health.set({ state: 'connecting', note: '正在连接 Telegram' })
      const pollDeadline = pollSeconds * 1000 + pollGraceMs
      const pollApi = makeApi({ ...methods, deadlineMs: pollDeadline }, stopping.signal)
      storeBeforeConfirm(pollApi, { account, receive, health, env, answerPress: api })
      const poll = new Poll({
        api: pollApi,
        health,
        pollSeconds,
        dropIdle: () => transport.dropIdle(),
      })
      polling = poll.run(stopping.signal)
    },
    async stop() {
      stopping.abort()
      await polling
      await sends.ended()
      await transport.destroy()
      health.set({ state: 'off' })
    },
    health: () => health.current,
    bindLink: (code) => (username === undefined ? undefined : startLink(username, code)),
    onHealth: (listener) => health.onChange(listener),
    send: (peerId, message, signal) => sends.add(send(peerId, message, signal)),
    fetchFile: (file, signal) => fetchFile(files, file, signal),
  }
}
