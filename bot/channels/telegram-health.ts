import type { ChannelEnvironment, ChannelHealth } from './types.ts'

/** What is known of a state besides its time. */
export type Standing = Pick<ChannelHealth, 'state' | 'note'>

/** Keeps how the channel stands; listeners and the log hear of changes of `state` only. */
export class Health {
  readonly #env: ChannelEnvironment
  readonly #told: (standing: Standing) => void
  readonly #listeners: ((health: ChannelHealth) => void)[] = []
  #now: ChannelHealth

  /** @param told of every standing, also of a new note in the same state */
  constructor(env: ChannelEnvironment, told: (standing: Standing) => void = () => undefined) {
    this.#env = env
    this.#told = told
    this.#now = { channel: 'telegram', state: 'off', since: env.now() }
  }

  get current(): ChannelHealth {
    return this.#now
  }

  onChange(listener: (health: ChannelHealth) => void): void {
    this.#listeners.push(listener)
  }

  /** `code` is why, for the log. */
  set({ state, note }: Standing, code?: string): void {
    const { lastInboundAt } = this.#now
    const changed = state !== this.#now.state
    this.#now = {
      channel: 'telegram',
      state,
      since: changed ? this.#env.now() : this.#now.since,
      ...(lastInboundAt === undefined ? {} : { lastInboundAt }),
      ...(note === undefined ? {} : { note }),
    }
    this.#told(note === undefined ? { state } : { state, note })
    if (!changed) return
    this.#env.log('telegram-state', { state, code })
    for (const listener of this.#listeners) listener(this.#now)
  }

  /** Messages came in just now. */
  heard(): void {
    this.#now = { ...this.#now, lastInboundAt: this.#env.now() }
  }
}
