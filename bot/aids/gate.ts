/** Lets a few through at a time; who comes later waits for a place. */
export interface Gate {
  /** Resolves to whether there was a place within `ms`; then `leave` must follow. */
  enter(ms: number): Promise<boolean>
  leave(): void
}

/** Makes one with so many places. */
export function makeGate(places: number): Gate {
  let free = places
  const waiting = new Set<(entered: boolean) => void>()
  return {
    enter(ms) {
      if (free > 0) {
        free -= 1
        return Promise.resolve(true)
      }
      return new Promise((resolve) => {
        const settle = (entered: boolean) => {
          clearTimeout(timer)
          waiting.delete(settle)
          resolve(entered)
        }
        const timer = setTimeout(() => settle(false), ms)
        waiting.add(settle)
      })
    },
    leave() {
      const [next] = waiting
      if (next === undefined) free += 1
      else next(true)
    },
  }
}
