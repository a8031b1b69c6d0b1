import type { Db } from './store.ts'

const statements = new WeakMap<Db, Map<string, unknown>>()
const names = new Map<string, string>()

/** A short name per key, the same on every connection of this process and unlike those of `statement`: a server keeps statements by name. */
function nameOf(key: string): string {
  const name = names.get(key) ?? `tuiguan_key_${names.size}`
  names.set(key, name)
  return name
}

/** A statement that is built once per connection and `key`: building costs more than running it for the hot reads. */
export function prepared<T>(db: Db, key: string, build: (name: string) => T): T {
  const known = statements.get(db) ?? new Map<string, unknown>()
  statements.set(db, known)
  const found = known.get(key)
  // Cast: a key is built by one call site only.
  if (found !== undefined) return found as T
  const made = build(nameOf(key))
  known.set(key, made)
  return made
}
