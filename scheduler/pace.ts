import { isQuiet, type QuietHours } from '../policy/quiet-hours.ts'

/** How fast bulk messages may go on a channel; replies and alarms go at once. */
export interface PaceLimits {
  readonly perSecond: number
  readonly perMinute?: number
  readonly perDay?: number
  readonly quiet: QuietHours
}

/** What was sent in bulk so far, from the outbox: a restart forgets nothing. */
export interface BulkSent {
  readonly lastMinute: number
  readonly today: number
}

/** The one place that knows how fast a channel may go: its bulk rate and the pause its platform asked for. */
export interface Pace {
  /** The platform said wait: nothing goes until then, in either lane. */
  pauseUntil(instant: number): void
  readonly pausedUntil: number
  /** How many bulk messages may be claimed now; counts them as sent. */
  takeBulk(wanted: number, sent: BulkSent, now: number): number
}

/** A token bucket of one second, under the minute and day budgets and outside quiet hours. */
export function makePace(limits: PaceLimits): Pace {
  let paused = 0
  let tokens = 1
  let filledAt = 0
  return {
    pauseUntil(instant) {
      paused = Math.max(paused, instant)
    },
    get pausedUntil() {
      return paused
    },
    takeBulk(wanted, sent, now) {
      const elapsed = filledAt === 0 ? 0 : Math.max(0, now - filledAt)
      tokens = Math.min(Math.max(1, limits.perSecond), tokens + (elapsed * limits.perSecond) / 1000)
      filledAt = now
      if (now < paused || isQuiet(now, limits.quiet)) return 0
      const minute = (limits.perMinute ?? Number.POSITIVE_INFINITY) - sent.lastMinute
      const day = (limits.perDay ?? Number.POSITIVE_INFINITY) - sent.today
      const taken = Math.max(0, Math.floor(Math.min(wanted, tokens, minute, day)))
      tokens -= taken
      return taken
    },
  }
}
