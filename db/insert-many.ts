import { getTableColumns, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { prepared } from './prepared.ts'
import type { Tx } from './store.ts'

/** Rows of one statement. */
const rowsAtOnce = 50

/** Every column of a row, `null` where it holds nothing: the statement names them all. */
export type WholeRow<T extends PgTable> = Required<T['$inferSelect']>

/** Adds many rows with statements that are built once: a third of the time of building each. */
export async function insertMany<T extends PgTable>(
  tx: Tx,
  name: string,
  table: T,
  rows: readonly WholeRow<T>[],
): Promise<void> {
  const columns = Object.keys(getTableColumns(table))
  const statementOf = (size: number) =>
    prepared(tx, `insert ${name} ${size}`, (statement) => {
      const slots = Array.from({ length: size }, (_, at) =>
        Object.fromEntries(columns.map((column) => [column, sql.placeholder(`${column}${at}`)])),
      )
      // Cast: a slot for every column is a row, which the generic table cannot know.
      return tx
        .insert(table)
        .values(slots as never)
        .prepare(statement)
    })
  for (let at = 0; at < rows.length; ) {
    const size = rows.length - at >= rowsAtOnce ? rowsAtOnce : 1
    const values: Record<string, unknown> = {}
    for (let offset = 0; offset < size; offset++) {
      const row: Readonly<Record<string, unknown>> = rows[at + offset] ?? {}
      for (const column of columns) values[`${column}${offset}`] = row[column] ?? null
    }
    await statementOf(size).execute(values)
    at += size
  }
}
