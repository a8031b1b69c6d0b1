/** localStorage where the browser allows it; a private window may not. Values are JSON. */
const prefix = 'tuiguan.chat.'

function attempt(work, otherwise) {
  try {
    return work()
  } catch {
    return otherwise
  }
}

/** What was kept under a name, or undefined. */
export const recall = (name) =>
  attempt(() => JSON.parse(localStorage.getItem(prefix + name)) ?? undefined, undefined)

/** Keeps a value under a name. */
export const keep = (name, value) =>
  attempt(() => localStorage.setItem(prefix + name, JSON.stringify(value)))

/** Drops what was kept under a name. */
export const drop = (name) => attempt(() => localStorage.removeItem(prefix + name))

/** Names that begin so, in order. */
export const namesOf = (beginning) =>
  attempt(
    () =>
      Object.keys(localStorage)
        .filter((key) => key.startsWith(prefix + beginning))
        .map((key) => key.slice(prefix.length))
        .sort(),
    [],
  )
