import type { SendOutcome } from '../../../scheduler/types.ts'

/** Sends under way in the child, each of which gets exactly one outcome in bounded time. */
export class Calls {
  readonly #waiting = new Map<number, (outcome: SendOutcome) => void>()
  readonly #idle: (() => void)[] = []

  /**
   * Waits for the outcome of `call`. @param ms after which `late` is called and the outcome is uncertain @param signal an abort makes it
   * uncertain too: the message may be out
   */
  wait(call: number, ms: number, signal: AbortSignal, late: () => void): Promise<SendOutcome> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.settle(call, { state: 'uncertain', why: 'deadline' })
        late()
      }, ms)
      const aborted = () => this.settle(call, { state: 'uncertain', why: 'aborted' })
      signal.addEventListener('abort', aborted, { once: true })
      this.#waiting.set(call, (outcome) => {
        clearTimeout(timer)
        signal.removeEventListener('abort', aborted)
        resolve(outcome)
      })
    })
  }

  /** Resolves when no send is under way. */
  async idle(): Promise<void> {
    if (this.#waiting.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  /** The outcome of `call`; a second one is ignored. */
  settle(call: number, outcome: SendOutcome): void {
    this.#waiting.get(call)?.(outcome)
    this.#waiting.delete(call)
    if (this.#waiting.size === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }

  /** The child is gone: what it was sending may be out. */
  settleAll(): void {
    for (const call of [...this.#waiting.keys()])
      this.settle(call, { state: 'uncertain', why: 'connection-lost' })
  }
}
