import { type Placeholder, sql } from 'drizzle-orm'
import type { Db } from './store.ts'

let made = 0

/**
 * A statement whose text never changes, built once per connection: for the short ways that every message and request
 * takes, building costs more than running. `name` is what a server keeps it under.
 */
export function statement<D extends Db, S>(build: (db: D, name: string) => S): (db: D) => S {
  made += 1
  const name = `tuiguan_${made}`
  const built = new WeakMap<D, S>()
  return (db) => {
    const known = built.get(db)
    if (known !== undefined) return known
    const fresh = build(db, name)
    built.set(db, fresh)
    return fresh
  }
}

/**
 * A limit that stands in the text of a kept statement. SQLite compiles a statement anew at every run when its plan hung on a
 * parameter: a limit, or a column of a partial index's condition.
 */
export const fixedLimit = (rows: number): Placeholder =>
  // Cast: drizzle takes any SQL here; its type has numbers, of which it makes parameters, and placeholders.
  sql.raw(String(rows)) as unknown as Placeholder
