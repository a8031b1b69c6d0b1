import { getTableColumns } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { type Built, parametersOf, textOf, type Values } from './command.ts'
import type { Db } from './store.ts'

/** Kinds of column whose values are the driver's own; a date or JSON would need the builder's mapper. */
const plain = new Set(['string', 'number', 'buffer', 'custom'])

/** An empty row of a table, of the shape that the engine keeps fast: parsed, not filled by computed names. */
function emptyRow(keys: readonly string[]): Record<string, unknown> {
  const entries = keys.map((key) => [key, null])
  return JSON.parse(JSON.stringify(Object.fromEntries(entries))) as Record<string, unknown>
}

/**
 * A read of whole rows of one table whose text never changes: built once per connection, and its rows made past the builder's
 * mapper, because every message takes several. `build` selects every column of `table`, in its order.
 *
 * @throws {Error} at once for a table with a date or JSON.
 */
export function query<T extends PgTable>(table: T, build: (db: Db) => Built) {
  const columns = Object.entries(getTableColumns(table))
  const other = columns.find(([, { dataType, columnType }]) => {
    return !plain.has(dataType) || columnType.startsWith('PgDate')
  })
  if (other !== undefined) throw new Error(`column ${other[0]} cannot be read as it is`)
  const keys = columns.map(([key]) => key)
  const empty = emptyRow(keys)
  const kept = textOf(build)
  const rowOf = (values: readonly unknown[]) => {
    const row = { ...empty }
    for (let at = 0; at < keys.length; at++) row[keys[at] ?? ''] = values[at]
    // Cast: every column of the table by name, as the driver gave it.
    return row as T['$inferSelect']
  }
  return async (db: Db, values: Values): Promise<T['$inferSelect'][]> => {
    const { name, text, places } = kept(db)
    const rows = await db.readRaw(name, text, parametersOf(places, values))
    return rows.map(rowOf)
  }
}
