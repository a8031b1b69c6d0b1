/** So many acts in a window of time. */
export interface Rate {
  readonly limit: number
  readonly windowMs: number
}

/** Counts acts per key in fixed windows; `now` is epoch milliseconds. Returns whether one more is allowed, and counts it. */
export function makeRateLimit({ limit, windowMs }: Rate): (key: string, now: number) => boolean {
  let counts = new Map<string, number>()
  let endsAt = 0
  return (key, now) => {
    if (now >= endsAt) {
      counts = new Map()
      endsAt = now + windowMs
    }
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count <= limit
  }
}
