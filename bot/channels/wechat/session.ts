import { WechatyBuilder } from 'wechaty'
import { PuppetService } from 'wechaty-puppet-service'
import { deferred } from './deferred.ts'
import { breaksLink, grpcCode } from './gateway-error.ts'
import { probe } from './probe.ts'
import { CALL_MS, type LinkReport, type LinkSettings, type LinkTrouble } from './protocol.ts'
import { within } from './within.ts'

/** A start that brought no login within this time failed, whatever its promise says. */
const LOGIN_MS = 6_000
/** The same where an earlier session got one at once: more likely the gateway still holds the stream of that one. */
const LOGIN_AGAIN_MS = 3_000
/** After this long without an event the gateway is asked for one. */
const QUIET_MS = 15_000
/** One that has never answered that, but answers calls, has lost our stream if it sends nothing for this much longer. */
const DEAF_MS = 40_000
const STOP_MS = 1_500
/** The library's own watchdog resets healthy quiet accounts and gives up on dead ones: never. Seconds, below the timer's 2^31 ms. */
const NO_WATCHDOG_S = 2_000_000

/**
 * For each of these the library itself looks up every talker, group and member, in any order; look-ups in a row have got accounts
 * locked, and fill its cache with people we never talk to.
 */
const costlyEvents = [
  'message',
  'friendship',
  'post',
  'dirty',
  'room-invite',
  'room-join',
  'room-leave',
  'room-topic',
] as const

/** What happens to a session. */
export interface SessionEvents {
  report(report: LinkReport): void
  message(messageId: string): void
  friendRequest(friendshipId: string): void
}

/** One life of the wechaty client, from start to the loss of its link; a process has one, because its cache and timers outlive `stop()`. */
export class Session {
  /** The client's puppet; its calls have no deadline of their own. */
  readonly puppet: PuppetService
  /** Our own WeChat id while the account is logged in. */
  account: string | undefined
  /** Resolves with the reason when the link is gone for good. */
  readonly ended: Promise<LinkTrouble>
  /** Ends the session. */
  readonly end: (why: LinkTrouble) => void
  readonly #settings: LinkSettings
  readonly #events: SessionEvents
  #beats = 0
  #answersDing = false
  #onBeat: (() => void) | undefined
  #over = false

  /** @param settings checked by the parent @param events called until the session ends */
  constructor(settings: LinkSettings, events: SessionEvents) {
    this.#settings = settings
    this.#events = events
    const { promise, resolve } = deferred<LinkTrouble>()
    this.ended = promise
    this.end = (why) => {
      this.#over = true
      resolve(why)
    }
    const { endpoint, token, tlsCaCert, insecure } = settings
    const tls = { disable: insecure, ...(tlsCaCert === undefined ? {} : { caCert: tlsCaCert }) }
    this.puppet = new PuppetService({ endpoint, token, tls, timeoutSeconds: NO_WATCHDOG_S })
  }

  /** Connects, and watches over the link until it ends. @param resumed an earlier session had a login */
  run(resumed: boolean): void {
    this.#start().then(
      () => this.#watchStream(),
      () => this.end('lost'),
    )
    setTimeout(
      () => {
        if (this.account !== undefined) return
        // Its stream is open, so the account is what is missing: scanning it in may take hours, and a restart would void the code.
        if (this.#beats > 0) this.#events.report({ state: 'needs-login' })
        else this.end('no-login')
      },
      resumed ? LOGIN_AGAIN_MS : LOGIN_MS,
    )
    this.#watchBeats().catch(() => this.end('lost'))
  }

  /** Frees our stream at the gateway, which else refuses the next one while it believes this one alive. */
  async release(): Promise<void> {
    this.#over = true
    await within(STOP_MS, this.puppet.grpcManager.stop()).catch(() => undefined)
  }

  async #start(): Promise<void> {
    const bot = WechatyBuilder.build({ puppet: this.puppet })
    bot.on('error', () => undefined)
    await bot.init()
    for (const event of costlyEvents) this.puppet.removeAllListeners(event)
    this.#listen()
    await bot.start()
  }

  #listen(): void {
    const { puppet } = this
    puppet.on('error', (error) => {
      if (!breaksLink(error)) return
      this.end(grpcCode(error) === 16 ? 'token-refused' : 'lost')
    })
    puppet.on('heartbeat', () => {
      this.#beats++
      this.#onBeat?.()
    })
    puppet.on('dong', () => {
      this.#answersDing = true
    })
    puppet.on('login', ({ contactId }) => {
      this.account = contactId
      puppet.ding('beat')
      this.#events.report({ state: 'online', account: contactId })
    })
    const loggedOut = () => {
      this.account = undefined
      if (!this.#over) this.#events.report({ state: 'needs-login' })
    }
    puppet.on('logout', loggedOut)
    puppet.on('scan', loggedOut)
    puppet.on('message', ({ messageId }) => this.#events.message(messageId))
    puppet.on('friendship', ({ friendshipId }) => this.#events.friendRequest(friendshipId))
  }

  /**
   * The library notices neither a stream that was refused, because the gateway believes an earlier one of ours alive, nor one that
   * ends later.
   */
  #watchStream(): void {
    if (this.#over) return
    const { eventStream } = this.puppet.grpcManager
    if (eventStream === undefined || eventStream.destroyed || eventStream.readableEnded) {
      this.end('no-login')
      return
    }
    const lost = () => this.end('lost')
    for (const event of ['end', 'close', 'error', 'status']) eventStream.once(event, lost)
  }

  async #watchBeats(): Promise<void> {
    while (!this.#over) {
      if (await this.#beatWithin(QUIET_MS)) continue
      if (this.#over) return
      this.puppet.ding('beat')
      if (await this.#beatWithin(CALL_MS)) continue
      if (!this.#answersDing && (await probe(this.#settings, CALL_MS)) === undefined)
        if (await this.#beatWithin(DEAF_MS)) continue
      this.end('silent')
    }
  }

  #beatWithin(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms)
      this.#onBeat = () => {
        clearTimeout(timer)
        resolve(true)
      }
    })
  }
}
