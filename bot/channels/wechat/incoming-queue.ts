import { setTimeout as pause } from 'node:timers/promises'
import type { Incoming } from '../../../db/messaging/message.ts'
import { breaksLink } from './gateway-error.ts'
import type { Announced } from './protocol.ts'

const READ_TRIES = 3
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 2_000

/** What the queue needs from those around it. */
export interface QueueEnds {
  /** Reads an item from the gateway; undefined: not for us. */
  read(item: Announced): Promise<Incoming | undefined>
  /** Hands a message to the parent; resolves with whether it is stored. */
  offer(item: Announced, message: Incoming): Promise<boolean>
  /** Nothing will come of an item. */
  drop(item: Announced, why: 'not-ours' | 'gone'): void
  /** The link is broken; the queue stands still, and the items left belong to the next process. */
  broken(): void
}

/**
 * What the gateway told of, taken strictly one after the other: the next is read only when the one before is stored. The library's own
 * message event does not keep the order.
 */
export class IncomingQueue {
  readonly #ends: QueueEnds
  readonly #wait: (ms: number) => Promise<unknown>
  readonly #items: Announced[] = []
  #running = false

  /** @param ends see `QueueEnds` @param wait resolves after so many milliseconds */
  constructor(ends: QueueEnds, wait: (ms: number) => Promise<unknown> = pause) {
    this.#ends = ends
    this.#wait = wait
  }

  /** Takes an item at the end. */
  add(item: Announced): void {
    this.#items.push(item)
    if (this.#running) return
    this.#running = true
    this.#drain().then(
      () => {
        this.#running = false
      },
      () => this.#ends.broken(),
    )
  }

  async #drain(): Promise<void> {
    for (let item = this.#items[0]; item !== undefined; item = this.#items[0]) {
      await this.#handOver(item)
      this.#items.shift()
    }
  }

  async #handOver(item: Announced): Promise<void> {
    const message = await this.#read(item)
    if (message === 'gone') return this.#ends.drop(item, 'gone')
    if (message === undefined) return this.#ends.drop(item, 'not-ours')
    let ms = FIRST_PAUSE_MS
    while (!(await this.#ends.offer(item, message))) {
      await this.#wait(ms)
      ms = Math.min(LONGEST_PAUSE_MS, ms * 2)
    }
  }

  async #read(item: Announced): Promise<Incoming | undefined | 'gone'> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#ends.read(item)
      } catch (error) {
        if (breaksLink(error)) throw error
        if (tries === READ_TRIES) return 'gone'
        await this.#wait(FIRST_PAUSE_MS * tries)
      }
    }
  }
}
