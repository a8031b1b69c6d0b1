import { type SQLWrapper, sql } from 'drizzle-orm'
import * as pg from 'drizzle-orm/pg-core'
import * as lite from 'drizzle-orm/sqlite-core'

/** The engine of this process, fixed by `DATABASE_URL` for its whole life. */
export const dialect = /^postgres(ql)?:/.test(process.env['DATABASE_URL'] ?? '') ? 'pg' : 'sqlite'

const bytea = pg.customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })

const onPg = {
  table: pg.pgTable,
  id: () => pg.text(),
  text: () => pg.text(),
  int: () => pg.integer(),
  instant: () => pg.bigint({ mode: 'number' }),
  day: () => pg.date({ mode: 'string' }),
  json: () => pg.jsonb(),
  sealed: () => bytea(),
  index: pg.index,
  uniqueIndex: pg.uniqueIndex,
  unique: pg.unique,
  check: pg.check,
  foreignKey: pg.foreignKey,
  primaryKey: pg.primaryKey,
}

type Kit = typeof onPg

const onSqlite = {
  table: lite.sqliteTable,
  id: () => lite.text(),
  text: () => lite.text(),
  int: () => lite.integer(),
  instant: () => lite.integer(),
  day: () => lite.text(),
  json: () => lite.text({ mode: 'json' }),
  sealed: () => lite.blob({ mode: 'buffer' }),
  index: lite.index,
  uniqueIndex: lite.uniqueIndex,
  unique: lite.unique,
  check: lite.check,
  foreignKey: lite.foreignKey,
  primaryKey: lite.primaryKey,
} satisfies Record<keyof Kit, unknown>

// Cast: both engines' builders yield the same JavaScript values; the types follow PostgreSQL, whose builders offer less.
const kit = dialect === 'pg' ? onPg : (onSqlite as unknown as Kit)

/** Table builder of this process's engine. */
export const table = kit.table
/** ULID made by the program. */
export const id = kit.id
/** Unlimited text. */
export const text = kit.text
/** 32-bit integer; money in fen. */
export const int = kit.int
/** Instant: epoch milliseconds, UTC. */
export const instant = kit.instant
/** China calendar date, `YYYY-MM-DD`. */
export const day = kit.day
/** JSON, stored and read whole, never queried inside. */
export const json = kit.json
/** Bytes of `Vault.seal`: version, IV, AES-256-GCM ciphertext, tag. */
export const sealed = kit.sealed
/** Index builder. */
export const index = kit.index
/** Unique index builder. */
export const uniqueIndex = kit.uniqueIndex
/** Unique constraint builder. */
export const unique = kit.unique
/** CHECK constraint builder. */
export const check = kit.check
/** Composite foreign key builder. */
export const foreignKey = kit.foreignKey
/** Composite primary key builder. */
export const primaryKey = kit.primaryKey

/** Row lock for queue claims; one writer needs none. */
export const skipLocked = dialect === 'pg' ? sql`for update skip locked` : sql``

/**
 * CHECK body or condition of an index: the column holds one of `values` (literals, because these take no parameters).
 * Spelt out with `or`: for an `in` SQLite builds a table of the values at every statement.
 */
export const oneOf = (column: SQLWrapper, values: readonly string[]) => {
  const terms = values.map((value) => sql`${column} = ${sql.raw(`'${value}'`)}`)
  return sql`(${sql.join(terms, sql` or `)})`
}

/** The database clock in epoch milliseconds: leases of several machines must agree on one clock. */
export const databaseNow =
  dialect === 'pg'
    ? sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
    : sql<number>`cast(unixepoch('subsec') * 1000 as integer)`

/** A China calendar date as a value of its own, where no column says its type. */
export const dayValue = (value: string | null) =>
  dialect === 'pg' ? sql<string>`cast(${value} as date)` : sql<string>`${value}`
