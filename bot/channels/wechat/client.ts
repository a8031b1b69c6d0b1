import type { Incoming } from '../../../db/messaging/message.ts'
import { deferred } from './deferred.ts'
import { FilesOut } from './file-out.ts'
import { breaksLink, failedSend } from './gateway-error.ts'
import { IncomingQueue } from './incoming-queue.ts'
import {
  type Announced,
  CALL_MS,
  type FromChild,
  type LinkReport,
  type LinkSettings,
  type LinkTrouble,
  type ToChild,
} from './protocol.ts'
import { readAnnounced } from './reader.ts'
import { Session } from './session.ts'
import { within } from './within.ts'

/** The child's work once the gateway answers: one wechaty session, and the traffic between it and the parent. */
export class Client {
  readonly #session: Session
  readonly #post: (message: FromChild) => void
  readonly #files: FilesOut
  readonly #queue: IncomingQueue
  readonly #pending: readonly Announced[]
  #resumed: boolean
  #account = ''
  #login = deferred<void>()
  #begun = false
  #stored: ((stored: boolean) => void) | undefined

  /** @param resumed an earlier process was online @param pending told of to earlier processes and not stored */
  constructor(
    settings: LinkSettings,
    resumed: boolean,
    pending: readonly Announced[],
    post: (message: FromChild) => void,
  ) {
    this.#post = post
    this.#resumed = resumed
    this.#pending = pending
    this.#files = new FilesOut(post)
    this.#session = new Session(settings, {
      report: (report) => this.#report(report),
      message: (id) => this.#announced({ what: 'message', id }),
      friendRequest: (id) => this.#announced({ what: 'friend-request', id }),
    })
    this.#queue = new IncomingQueue({
      read: (item) => this.#read(item),
      offer: (item, message) => this.#offer({ kind: 'incoming', item, message }),
      drop: (item, why) => post({ kind: 'dropped', item, why }),
      broken: () => this.#session.end('lost'),
    })
  }

  /** Runs the session; resolves when its link is gone, with the stream at the gateway freed where that may be needed. */
  async run(): Promise<LinkTrouble> {
    this.#session.run(this.#resumed)
    const why = await this.#session.ended
    if (this.#resumed && (why === 'silent' || why === 'no-login')) await this.#session.release()
    return why
  }

  /** The service stops: frees the gateway. */
  stop(): Promise<void> {
    return this.#session.release()
  }

  /** A message of the parent. */
  take(message: ToChild): void {
    switch (message.kind) {
      case 'send':
        void this.#send(message.call, message.peerId, message.text)
        break
      case 'fetch':
        void this.#files.bring(this.#puppet(), message.call, message.messageId)
        break
      case 'more':
      case 'cancel':
        this.#files.demand(message.call, message.kind === 'more')
        break
      case 'stored':
        this.#stored?.(message.stored)
        break
      case 'begin':
      case 'ping':
      case 'stop':
    }
  }

  #puppet() {
    return this.#session.account === undefined ? undefined : this.#session.puppet
  }

  #report(report: LinkReport): void {
    this.#post({ kind: 'link', report })
    if (report.state !== 'online') return
    this.#resumed = true
    this.#account = report.account
    this.#login.resolve()
    this.#login = deferred()
    if (this.#begun) return
    this.#begun = true
    for (const item of this.#pending) this.#queue.add(item)
  }

  #announced(item: Announced): void {
    this.#post({ kind: 'announced', item })
    this.#queue.add(item)
  }

  /** Logged out, the gateway has nothing to give: waits for the next login instead of giving the item up. */
  async #read(item: Announced): Promise<Incoming | undefined> {
    if (this.#session.account === undefined) await this.#login.promise
    return readAnnounced(this.#session.puppet, this.#account, item)
  }

  #offer(message: FromChild): Promise<boolean> {
    return new Promise((resolve) => {
      this.#stored = resolve
      this.#post(message)
    })
  }

  async #send(call: number, peerId: string, text: string): Promise<void> {
    const puppet = this.#puppet()
    if (puppet === undefined) {
      this.#post({ kind: 'sent', call, outcome: { state: 'refused', why: 'offline' } })
      return
    }
    try {
      const id = await within(CALL_MS, puppet.messageSendText(peerId, text))
      const outcome = { state: 'accepted', ...(id ? { remoteId: id } : {}) } as const
      this.#post({ kind: 'sent', call, outcome })
    } catch (error) {
      this.#post({ kind: 'sent', call, outcome: failedSend(error) })
      if (breaksLink(error)) this.#session.end('lost')
    }
  }
}
