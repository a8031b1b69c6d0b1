import { getTableColumns, type Placeholder, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Db, Tx } from './store.ts'

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

/** How many rows a write without `returning` touched: the engines say it under different names. */
export function affected(result: unknown): number {
  const { changes, rowCount } = result as { changes?: number; rowCount?: number | null } // better-sqlite3's or pg's own result
  return changes ?? rowCount ?? 0
}

/** Every column of a table as a placeholder of its own name. */
function placeholders(table: PgTable) {
  const keys = Object.keys(getTableColumns(table))
  return Object.fromEntries(keys.map((key) => [key, sql.placeholder(key)]))
}

/** Fills a row up with nulls where it does not say: defaults of the database do not apply. */
function filler(table: PgTable) {
  const keys = Object.keys(getTableColumns(table))
  return (row: Readonly<Record<string, unknown>>) => {
    const whole: Record<string, unknown> = {}
    for (const key of keys) whole[key] = row[key] ?? null
    return whole
  }
}

/** Inserts one row of a table without JSON columns. Resolves to the row as it now stands. */
export function insertion<T extends PgTable>(table: T) {
  const fill = filler(table)
  const insert = statement((tx: Tx, name) =>
    // Cast: drizzle takes a placeholder for every column; its type asks for the columns by name.
    tx
      .insert(table)
      .values(placeholders(table) as T['$inferInsert'])
      .prepare(name),
  )
  return async (tx: Tx, row: T['$inferInsert']): Promise<T['$inferSelect']> => {
    const whole = fill(row)
    await insert(tx).execute(whole)
    // Cast: every column of the table by name, as it was inserted.
    return whole as T['$inferSelect']
  }
}

/** Inserts one row of a table without JSON columns unless a unique key is taken. Resolves to whether it was new. */
export function insertionOnce<T extends PgTable>(table: T) {
  const fill = filler(table)
  const insert = statement((tx: Tx, name) =>
    tx
      .insert(table)
      // Cast: as in `insertion`.
      .values(placeholders(table) as T['$inferInsert'])
      .onConflictDoNothing()
      .prepare(name),
  )
  return async (tx: Tx, row: T['$inferInsert']): Promise<boolean> =>
    affected(await insert(tx).execute(fill(row))) === 1
}
