/**
 * Gathers what comes within one turn of the event loop and hands it on at once: a message between threads costs the same
 * whether it carries one thing or a hundred.
 */
export function gather<T>(handOn: (gathered: readonly T[]) => void): (one: T) => void {
  let gathered: T[] = []
  const flush = (): void => {
    const all = gathered
    gathered = []
    handOn(all)
  }
  return (one) => {
    if (gathered.push(one) === 1) setImmediate(flush)
  }
}
