import type { ChannelHealth } from '../types.ts'
import { LIMITED_MS } from './gateway-error.ts'
import type { LinkReport, LinkTrouble } from './protocol.ts'

const troubleNotes: Record<LinkTrouble, string> = {
  unreachable: '连不上微信网关，正在重试',
  'tls-refused': '微信网关的证书不可信，请核对证书',
  'token-refused': '微信网关不认令牌，请核对令牌',
  'no-login': '微信网关没有报告账号登录，正在重试',
  lost: '与微信网关的连接断了，正在重连',
  silent: '微信网关没有动静，正在重连',
  'not-installed': '没有安装微信组件，微信通道停用',
}
const SCAN_NOTE = '微信账号没有登录，请在网关扫码'
const LIMITED_NOTE = '微信提示操作频繁，请暂缓群发'

type State = ChannelHealth['state']

/** How the WeChat channel stands, and who wants to know. */
export class HealthRecord {
  readonly #now: () => number
  readonly #listeners: ((health: ChannelHealth) => void)[] = []
  #health: ChannelHealth
  #limited: NodeJS.Timeout | undefined

  /** @param now wall clock, epoch milliseconds */
  constructor(now: () => number) {
    this.#now = now
    this.#health = { channel: 'wechat', state: 'off', since: now() }
  }

  /** The present state. */
  get current(): ChannelHealth {
    return this.#health
  }

  /** True: a send can be tried. */
  get open(): boolean {
    return this.#health.state === 'online' || this.#health.state === 'limited'
  }

  /** Calls back at every change of state. */
  listen(listener: (health: ChannelHealth) => void): void {
    this.#listeners.push(listener)
  }

  /** The child reported how its link stands. */
  link(report: LinkReport): void {
    if (report.state === 'online') this.#become(this.#limited ? 'limited' : 'online')
    else if (report.state === 'needs-login') this.#become('needs-login', SCAN_NOTE)
    else if (report.why === 'not-installed') this.#become('off', troubleNotes[report.why])
    else this.#become('connecting', troubleNotes[report.why])
  }

  /** The child ended, or starts; an earlier reason is kept. */
  connecting(note?: string): void {
    if (this.#health.state !== 'connecting') this.#become('connecting', note ?? troubleNotes.lost)
  }

  /** WeChat called us too frequent: until a send goes through, or long enough. */
  limited(): void {
    clearTimeout(this.#limited)
    this.#limited = setTimeout(() => this.unlimited(), LIMITED_MS)
    this.#limited.unref()
    if (this.open) this.#become('limited', LIMITED_NOTE)
  }

  /** WeChat takes messages again. */
  unlimited(): void {
    clearTimeout(this.#limited)
    this.#limited = undefined
    if (this.#health.state === 'limited') this.#become('online')
  }

  /** A message came in. */
  inbound(): void {
    this.#health = { ...this.#health, lastInboundAt: this.#now() }
  }

  /** The channel was stopped. */
  off(): void {
    clearTimeout(this.#limited)
    this.#become('off')
  }

  #become(state: State, note = state === 'limited' ? LIMITED_NOTE : undefined): void {
    const changed = this.#health.state !== state
    const { lastInboundAt } = this.#health
    this.#health = {
      channel: 'wechat',
      state,
      since: changed ? this.#now() : this.#health.since,
      ...(lastInboundAt === undefined ? {} : { lastInboundAt }),
      ...(note === undefined ? {} : { note }),
    }
    if (changed) for (const listener of this.#listeners) listener(this.#health)
  }
}
