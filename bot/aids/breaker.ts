/** Keeps calls from an endpoint that does not answer. */
export interface Breaker {
  /** Whether a call may be made now. After a pause one call tries it; the others wait for what comes of it. */
  allows(): boolean
  succeeded(): void
  failed(): void
  /** Epoch milliseconds since when calls are kept back; undefined while they are made. */
  pausedSince(): number | undefined
}

/** How patient it is. */
export interface BreakerSettings {
  readonly now: () => number
  /** Failures in a row after which it pauses. */
  readonly failures?: number
  /** Length of a pause, ms. */
  readonly pauseMs?: number
}

/** Makes one. Its state is in memory: a restart tries the endpoint again. */
export function makeBreaker({ now, failures = 3, pauseMs = 30_000 }: BreakerSettings): Breaker {
  let inARow = 0
  let since: number | undefined
  let nextTry = 0
  return {
    allows() {
      if (since === undefined) return true
      if (now() < nextTry) return false
      nextTry = now() + pauseMs
      return true
    },
    succeeded() {
      inARow = 0
      since = undefined
    },
    failed() {
      inARow += 1
      if (inARow < failures) return
      since ??= now()
      nextTry = now() + pauseMs
    },
    pausedSince: () => since,
  }
}
