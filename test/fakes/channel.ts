import { Readable } from 'node:stream'
import type { Channel, ChannelHealth, Receive } from '../../bot/channels/types.ts'
import type { ChannelName, Incoming, OutgoingContent } from '../../db/messaging/message.ts'
import type { SendOutcome } from '../../scheduler/types.ts'
import { incoming } from '../support.ts'

/** What was sent to somebody. */
export interface Sent extends OutgoingContent {
  readonly to: string
}

/** A platform in memory, for tests of the core: the wire tests of the real ones stand beside their adapters. */
export class FakeChannel implements Channel {
  readonly channel: ChannelName
  readonly account = '42'
  readonly parallel = 30
  readonly sent: Sent[] = []
  readonly files = new Map<string, Buffer>()
  outcome: (to: string, message: OutgoingContent) => SendOutcome | Promise<SendOutcome> = () => ({
    state: 'accepted',
  })
  #receive: Receive | undefined
  #listeners: ((health: ChannelHealth) => void)[] = []
  #health: ChannelHealth

  constructor(channel: ChannelName = 'telegram') {
    this.channel = channel
    this.#health = { channel, state: 'online', since: 0 }
  }

  async start(receive: Receive) {
    this.#receive = receive
  }

  async stop() {
    this.#receive = undefined
  }

  health() {
    return this.#health
  }

  onHealth(listener: (health: ChannelHealth) => void) {
    this.#listeners.push(listener)
  }

  /** Turns the channel on or off. */
  become(state: ChannelHealth['state']) {
    this.#health = { ...this.#health, state }
    for (const listener of this.#listeners) listener(this.#health)
  }

  async send(to: string, message: OutgoingContent) {
    const outcome = await this.outcome(to, message)
    if (outcome.state !== 'refused') this.sent.push({ to, ...message })
    return outcome
  }

  async fetchFile({ ref }: { ref: string }) {
    const bytes = this.files.get(ref)
    if (bytes === undefined) throw new Error('gone')
    return { mediaType: 'audio/ogg', stream: Readable.from([bytes]) }
  }

  /** Somebody writes. */
  async says(text: string, values: Parameters<typeof incoming>[1] = {}) {
    const message: Incoming = incoming(text, { channel: this.channel, ...values })
    await this.#receive?.([message])
    return message
  }

  /** Texts sent to somebody so far. */
  to(peer: string): string[] {
    return this.sent.filter(({ to }) => to === peer).map(({ text }) => text)
  }
}
