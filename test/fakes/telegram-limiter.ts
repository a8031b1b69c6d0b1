/** The platform's flood limit: more than `perSecond` sends in one second are refused for `retryAfter` seconds. */
interface FloodLimit {
  readonly perSecond: number
  readonly retryAfter: number
}

/** Applies a flood limit and counts who does not honour it. */
export class FloodLimiter {
  /** Absent: no limit. */
  limit: FloodLimit | undefined
  /** Calls refused because too many came in one second. */
  refused = 0
  /** Calls that came while a pause was running: a client that honours pauses makes none. */
  duringPause = 0
  #pausedUntil = 0
  #window: number[] = []

  /** Seconds to wait when this call is refused; undefined when it may pass. `now`: epoch milliseconds. */
  check(now: number): number | undefined {
    if (this.limit === undefined) return undefined
    if (now < this.#pausedUntil) {
      this.duringPause += 1
      return Math.ceil((this.#pausedUntil - now) / 1000)
    }
    this.#window = this.#window.filter((at) => at > now - 1000)
    if (this.#window.length < this.limit.perSecond) {
      this.#window.push(now)
      return undefined
    }
    this.refused += 1
    this.#pausedUntil = now + this.limit.retryAfter * 1000
    return this.limit.retryAfter
  }
}
