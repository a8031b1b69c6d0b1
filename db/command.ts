import { getTableColumns, Param, Placeholder, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { statement } from './statement.ts'
import type { Db, Tx } from './store.ts'

/** A place of a statement: for the value of that name, or without one for a value that always stands there. */
export interface Place {
  readonly key: string | undefined
  /** As the driver takes it. */
  readonly encode: (value: unknown) => unknown
}

const same = (value: unknown) => value

/** What a builder left at a place of its text. */
export function placeOf(param: unknown): Place {
  const held = param instanceof Param ? param.value : param
  if (!(held instanceof Placeholder)) return { key: undefined, encode: () => param }
  const key = String(held.name)
  if (!(param instanceof Param)) return { key, encode: same }
  return { key, encode: (value) => param.encoder.mapToDriverValue(value) }
}

/** Values by the names of their places. */
export type Values = Readonly<Record<string, unknown>>

/** What a builder makes of a statement. */
export interface Built {
  toSQL(): { readonly sql: string; readonly params: readonly unknown[] }
}

/** The value for a place as the driver takes it: null for what `values` leaves out. */
export function valueFor({ key, encode }: Place, values: Values): unknown {
  const value = key === undefined ? undefined : (values[key] ?? null)
  return value === null ? null : encode(value)
}

/** Parameters of a statement as the driver takes them. */
export const parametersOf = (places: readonly Place[], values: Values): unknown[] =>
  places.map((place) => valueFor(place, values))

/** The text of a statement and its places, built once per connection. */
export const textOf = <D extends Db>(build: (db: D) => Built) =>
  statement((db: D, name) => {
    const { sql: text, params } = build(db).toSQL()
    return { name, text, places: params.map(placeOf) }
  })

/** Something that is written with named values. Resolves to how many rows it touched. */
export type Command = (tx: Tx, values: Values) => Promise<number>

/**
 * A write whose text never changes: built once per connection and from then on given to the driver as it is, because every
 * message takes ten of them and the builder costs more than the database.
 */
export function command(build: (tx: Tx) => Built): Command {
  const kept = textOf(build)
  return (tx, values) => {
    const { name, text, places } = kept(tx)
    return tx.runRaw(name, text, parametersOf(places, values))
  }
}

/** Every column of a table as a placeholder of its own name. */
export function placeholders<T extends PgTable>(table: T) {
  const keys = Object.keys(getTableColumns(table))
  // Cast: drizzle takes a placeholder for every column; its type asks for the columns by name.
  return Object.fromEntries(keys.map((key) => [key, sql.placeholder(key)])) as T['$inferInsert']
}

/** Makes rows as `insertion` leaves them: with null for what they leave out. */
export function wholeRows<T extends PgTable>(table: T) {
  const keys = Object.keys(getTableColumns(table))
  const nothing = Object.fromEntries(keys.map((key) => [key, null]))
  // Cast: every column of the table by name.
  return (row: T['$inferInsert']) => ({ ...nothing, ...row }) as T['$inferSelect']
}

/** Inserts one row; what it leaves out is null: defaults of the database do not apply. */
export function insertion<T extends PgTable>(table: T) {
  const insert = command((tx) => tx.insert(table).values(placeholders(table)))
  return async (tx: Tx, row: T['$inferInsert']): Promise<void> => void (await insert(tx, row))
}

/** Inserts one row, as `insertion` does, unless a unique key is taken. Resolves to whether it was new. */
export function insertionOnce<T extends PgTable>(table: T) {
  const insert = command((tx) => tx.insert(table).values(placeholders(table)).onConflictDoNothing())
  return async (tx: Tx, row: T['$inferInsert']): Promise<boolean> => (await insert(tx, row)) === 1
}
