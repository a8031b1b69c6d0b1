import type { SendOutcome } from '../../scheduler/types.ts'

/** Sends under way in another thread or process, each of which gets exactly one outcome in bounded time. */
export class Calls {
  readonly #waiting = new Map<number, (outcome: SendOutcome) => void>()
  readonly #idle: (() => void)[] = []

  /**
   * Waits for the outcome of `call`. An abort makes it uncertain: the message may be out. @param deadline after `ms` it is uncertain too,
   * and `late` is called
   */
  wait(
    call: number,
    signal: AbortSignal,
    deadline?: { readonly ms: number; late(): void },
  ): Promise<SendOutcome> {
    return new Promise((resolve) => {
      const timer =
        deadline &&
        setTimeout(() => {
          this.settle(call, { state: 'uncertain', why: 'deadline' })
          deadline.late()
        }, deadline.ms)
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
