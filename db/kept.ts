import type { Db } from './store.ts'

const keptMs = 5_000

/**
 * Keeps what a short query found, for five seconds on each connection: for lists that every message asks for and nobody
 * changes in years.
 */
export function kept<T>(read: (db: Db) => Promise<T>): (db: Db) => Promise<T> {
  const known = new WeakMap<Db, { readonly value: T; readonly at: number }>()
  return async (db) => {
    const last = known.get(db)
    const now = performance.now()
    if (last !== undefined && now - last.at < keptMs) return last.value
    const value = await read(db)
    known.set(db, { value, at: now })
    return value
  }
}
