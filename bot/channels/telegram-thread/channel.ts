import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { Worker } from 'node:worker_threads'
import { errorName } from '../../../db/errors.ts'
import type { Incoming, IncomingFile, OutgoingContent } from '../../../db/messaging/message.ts'
import type { SendOutcome } from '../../../scheduler/types.ts'
import { Calls } from '../calls.ts'
import { Health } from '../telegram-health.ts'
import { parallelSends, startLink, type TelegramSettings } from '../telegram-settings.ts'
import type { Channel, ChannelEnvironment, ChannelHealth, FetchedFile, Receive } from '../types.ts'
import { Files } from './files.ts'
import { gather } from './gather.ts'
import type { FromThread, SendCall, ToThread } from './protocol.ts'

/** Before a thread that ended by itself is followed by the next, ms. */
const restartMs = 1_000
/** How long a stop waits for what is under way before it ends the thread, ms. */
const stopMs = 30_000

/** Memory of the thread, MB: its work is short-lived, and the service has to stay small when idle. */
const limits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 }

/** Telegram in a thread of its own, which is started, watched and replaced. */
class TelegramThread implements Channel {
  readonly channel = 'telegram'
  readonly parallel = parallelSends
  readonly account: string
  readonly #entry: string
  readonly #settings: TelegramSettings
  readonly #env: ChannelEnvironment
  readonly #health: Health
  readonly #calls = new Calls()
  readonly #files = new Files((message) => this.#post(message))
  readonly #send = gather<SendCall>((sends) => this.#hand(sends))
  #receive: Receive = async () => undefined
  #worker: Worker | undefined
  #username: string | undefined
  #restart: NodeJS.Timeout | undefined
  #stopping = false
  #nextCall = 1

  constructor(entry: string, settings: TelegramSettings, env: ChannelEnvironment) {
    this.#entry = entry
    this.#settings = settings
    this.#env = env
    this.#health = new Health({ now: env.now, log: () => undefined })
    this.account = settings.token.split(':')[0] ?? ''
  }

  async start(receive: Receive): Promise<void> {
    this.#receive = receive
    this.#health.set({ state: 'connecting', note: '正在连接 Telegram' })
    this.#begin()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    clearTimeout(this.#restart)
    const worker = this.#worker
    if (worker !== undefined) {
      const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
      const late = setTimeout(() => void worker.terminate(), stopMs)
      await this.#calls.idle()
      this.#post({ kind: 'stop' })
      await ended
      clearTimeout(late)
    }
    this.#health.set({ state: 'off' })
  }

  health(): ChannelHealth {
    return this.#health.current
  }

  onHealth(listener: (health: ChannelHealth) => void): void {
    this.#health.onChange(listener)
  }

  bindLink(code: string): string | undefined {
    return this.#username === undefined ? undefined : startLink(this.#username, code)
  }

  async send(peerId: string, message: OutgoingContent, signal: AbortSignal): Promise<SendOutcome> {
    if (this.#worker === undefined || this.#stopping || signal.aborted)
      return { state: 'refused', why: 'offline' }
    const call = this.#nextCall++
    this.#send({ call, peerId, message })
    return this.#calls.wait(call, signal)
  }

  async fetchFile(file: IncomingFile, signal: AbortSignal): Promise<FetchedFile> {
    return this.#files.fetch(this.#nextCall++, file, signal)
  }

  #begin(): void {
    const worker = new Worker(this.#entry, { workerData: this.#settings, resourceLimits: limits })
    this.#worker = worker
    worker.on('message', (message: FromThread) => this.#take(message))
    worker.once('error', (error) =>
      this.#env.log('telegram-thread-failed', { error: errorName(error) }),
    )
    worker.once('exit', () => this.#gone())
  }

  /** What it was sending may be out; it is followed by another. */
  #gone(): void {
    this.#worker = undefined
    this.#calls.settleAll()
    this.#files.giveUp()
    if (this.#stopping) return
    this.#health.set({ state: 'connecting', note: '正在重新连接 Telegram' })
    this.#restart = setTimeout(() => this.#begin(), restartMs)
  }

  #post(message: ToThread): boolean {
    this.#worker?.postMessage(message)
    return this.#worker !== undefined
  }

  #hand(sends: readonly SendCall[]): void {
    if (this.#post({ kind: 'send', sends })) return
    for (const { call } of sends) this.#calls.settle(call, { state: 'refused', why: 'offline' })
  }

  #take(message: FromThread): void {
    switch (message.kind) {
      case 'standing':
        if (!this.#stopping) this.#health.set(message.standing)
        break
      case 'named':
        this.#username = message.username
        break
      case 'incoming':
        void this.#store(message.batch, message.messages)
        break
      case 'sent':
        for (const { call, outcome } of message.sent) this.#calls.settle(call, outcome)
        break
      case 'file':
        this.#files.arrived(message.call, message.mediaType, toReadable(message.stream))
        break
      case 'file-failed':
        this.#files.failed(message.call, message.code, message.final)
        break
      case 'log':
        this.#env.log(message.event, message.fields)
    }
  }

  async #store(batch: number, messages: readonly Incoming[]): Promise<void> {
    let stored = true
    try {
      await this.#receive(messages)
      this.#health.heard()
    } catch (error) {
      stored = false
      this.#env.log('telegram-batch-not-stored', { error: errorName(error) })
    }
    this.#post({ kind: 'stored', batch, stored })
  }
}

// Cast: the stream types of Node and of the web name the same class.
const toReadable = (stream: ReadableStream) => Readable.fromWeb(stream as never)

/**
 * Telegram by long polling, in a thread of its own: the service stores and answers while the thread speaks HTTP. What the
 * channel does is `makeTelegramChannel`'s. `entry`: the built thread.
 */
export function makeTelegramThread(
  entry: string,
  settings: TelegramSettings,
  env: ChannelEnvironment,
): Channel {
  return new TelegramThread(entry, settings, env)
}
