import { chmodSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Incoming, IncomingFile, OutgoingContent } from '../../../db/messaging/message.ts'
import { maxChars } from '../../../db/messaging/split-text.ts'
import { packageRoot } from '../../../policy/package-root.ts'
import type { SendOutcome } from '../../../scheduler/types.ts'
import { Calls } from '../calls.ts'
import type { Channel, ChannelEnvironment, ChannelHealth, FetchedFile, Receive } from '../types.ts'
import { FileIn, FileNotFetched } from './file-in.ts'
import { HealthRecord } from './health-record.ts'
import { Keeper } from './keeper.ts'
import { Pending } from './pending.ts'
import {
  type Announced,
  CALL_MS,
  type FromChild,
  type LinkReport,
  type ToChild,
} from './protocol.ts'

/** How to reach the WeChat gateway. */
export interface WechatSettings {
  /** `<name in the gateway's certificate>_<secret>` */
  readonly token: string
  /** `host:port` of our own gateway; without one the library would ask a public host. */
  readonly endpoint: string
  /** PEM of the authority that signed the gateway's certificate; line ends may be written `\\n`. */
  readonly tlsCaCert?: string
  /** True: plain text, the token is readable on the wire. */
  readonly insecure?: boolean
  /** Private folder of the process, made with mode 0700: the library caches names and phone numbers there. */
  readonly home: string
}

/** The settings cannot work. `setting` is the wrong one; its value is not told. */
export class WechatSettingsError extends Error {
  readonly setting: keyof WechatSettings
  /** @param setting the wrong one @param rule what it must be */
  constructor(setting: keyof WechatSettings, rule: string) {
    super(`WeChat ${setting} ${rule}`)
    this.setting = setting
  }
}

/** More than the child's own deadline, so that its word is heard first. */
const SEND_MS = CALL_MS + 500

class WechatChannel implements Channel {
  readonly channel = 'wechat'
  readonly parallel = 1
  readonly #settings: WechatSettings
  readonly #env: ChannelEnvironment
  readonly #keeper: Keeper
  readonly #health: HealthRecord
  readonly #calls = new Calls()
  readonly #files = new Map<number, FileIn>()
  readonly #pending = new Pending()
  #account: string | undefined
  #receive: Receive = async () => undefined
  #nextCall = 1
  #resumed = false
  #stopping = false

  constructor(settings: WechatSettings, env: ChannelEnvironment) {
    this.#settings = settings
    this.#env = env
    this.#health = new HealthRecord(env.now)
    this.#keeper = new Keeper(join(packageRoot, 'dist', 'wechat.js'), settings.home, {
      begin: () => this.#begin(),
      take: (message) => this.#take(message),
      gone: (how) => this.#gone(how),
    })
  }

  get account(): string | undefined {
    return this.#account
  }

  async start(receive: Receive): Promise<void> {
    this.#receive = receive
    this.#stopping = false
    mkdirSync(this.#settings.home, { recursive: true, mode: 0o700 })
    chmodSync(this.#settings.home, 0o700)
    this.#health.connecting('正在连接微信网关')
    this.#keeper.start()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await this.#calls.idle()
    await this.#keeper.stop()
    this.#health.off()
  }

  health(): ChannelHealth {
    return this.#health.current
  }

  onHealth(listener: (health: ChannelHealth) => void): void {
    this.#health.listen(listener)
  }

  async send(peerId: string, message: OutgoingContent, signal: AbortSignal): Promise<SendOutcome> {
    const { text } = message
    if (text.length > maxChars.wechat) return { state: 'refused', why: 'too-long' }
    if (!this.#health.open || this.#stopping || signal.aborted)
      return { state: 'refused', why: 'offline' }
    const call = this.#nextCall++
    if (!this.#keeper.post({ kind: 'send', call, peerId, text }))
      return { state: 'refused', why: 'offline' }
    // Silent beyond its own deadline: the child itself is stuck.
    const deadline = { ms: SEND_MS, late: () => this.#keeper.kill() }
    const outcome = await this.#calls.wait(call, signal, deadline)
    if (outcome.state === 'accepted') this.#health.unlimited()
    if (outcome.state === 'refused' && outcome.why === 'limited') this.#health.limited()
    return outcome
  }

  async fetchFile(file: IncomingFile, signal: AbortSignal): Promise<FetchedFile> {
    if (!this.#health.open) throw new FileNotFetched('offline')
    const call = this.#nextCall++
    const incoming = new FileIn(call, (message) => this.#keeper.post(message))
    this.#files.set(call, incoming)
    incoming.once('close', () => this.#files.delete(call))
    const fetched = await incoming.fetch(file.ref, signal)
    return file.mediaType === undefined ? fetched : { ...fetched, mediaType: file.mediaType }
  }

  #begin(): ToChild {
    const { endpoint, token, tlsCaCert, insecure = false } = this.#settings
    const { pending, givenUp } = this.#pending.handOn()
    for (const item of givenUp) this.#log('wechat-message-given-up', { ref: item.id })
    const trust = tlsCaCert === undefined ? {} : { tlsCaCert }
    const settings = { endpoint, token, insecure, ...trust }
    return { kind: 'begin', settings, resumed: this.#resumed, pending }
  }

  #take(message: FromChild): void {
    switch (message.kind) {
      case 'link':
        this.#linked(message.report)
        break
      case 'announced':
        this.#pending.add(message.item)
        break
      case 'incoming':
        void this.#store(message.item, message.message)
        break
      case 'dropped':
        this.#pending.remove(message.item)
        if (message.why === 'gone') this.#log('wechat-message-gone', { ref: message.item.id })
        break
      case 'sent':
        this.#calls.settle(message.call, message.outcome)
        break
      case 'crashed':
        this.#log('wechat-child-crashed', { why: message.why })
        break
      case 'pong':
        break
      case 'file':
      case 'piece':
      case 'file-end':
      case 'file-failed':
        this.#files.get(message.call)?.deliver(message)
    }
  }

  #linked(report: LinkReport): void {
    if (this.#stopping) return
    if (report.state === 'online') {
      this.#account = report.account
      this.#resumed = true
      this.#keeper.gotThrough()
    }
    const before = this.#health.current
    this.#health.link(report)
    const { state, note } = this.#health.current
    if (state !== before.state || note !== before.note) {
      const why = report.state === 'connecting' ? report.why : undefined
      this.#log('wechat-link', { state, why })
    }
    if (report.state === 'connecting' && report.why === 'not-installed') this.#keeper.retire()
  }

  async #store(item: Announced, message: Incoming): Promise<void> {
    this.#health.inbound()
    const stored = await this.#receive([message]).then(
      () => true,
      () => false,
    )
    if (stored) this.#pending.remove(item)
    else this.#log('wechat-message-not-stored', { ref: item.id })
    this.#keeper.post({ kind: 'stored', stored })
  }

  #gone(how: string): void {
    if (how !== '0') this.#log('wechat-child-ended', { how })
    this.#calls.settleAll()
    for (const file of this.#files.values()) file.destroy(new FileNotFetched('offline'))
    if (!this.#stopping && this.#health.current.state !== 'off') this.#health.connecting()
  }

  #log(event: string, fields: Readonly<Record<string, string | undefined>>): void {
    this.#env.log(event, fields)
  }
}

/**
 * The WeChat channel: wechaty over a puppet service gateway, in a child process that is started, watched and replaced as needed. Needs
 * `dist/wechat.js`. @throws WechatSettingsError for a token without its prefix or an endpoint that is not `host:port`
 */
export function makeWechatChannel(settings: WechatSettings, env: ChannelEnvironment): Channel {
  if (!/^[\w.-]+_.+$/.test(settings.token))
    throw new WechatSettingsError('token', 'must be <name in the certificate>_<secret>')
  if (!/^([\w.-]+|\[[\da-f:.]+\]):\d{1,5}$/i.test(settings.endpoint))
    throw new WechatSettingsError('endpoint', 'must be host:port')
  const { tlsCaCert, home } = settings
  // An environment variable holds a PEM on one line.
  const trust = tlsCaCert === undefined ? {} : { tlsCaCert: tlsCaCert.replaceAll('\\n', '\n') }
  return new WechatChannel({ ...settings, ...trust, home: resolve(home) }, env)
}
