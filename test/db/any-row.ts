import { getTableColumns } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { violation } from '../../db/errors.ts'
import type { Store } from '../../db/store.ts'
import { monday } from '../support.ts'
import { choicesOf } from './choices.ts'

/** A row of any table, by its keys. */
export type Row = Readonly<Record<string, unknown>>

function plain(key: string, column: PgColumn): unknown {
  if (column.dataType === 'json') return []
  if (column.dataType === 'number') return /At$/.test(key) ? monday : 1
  if (column.dataType === 'buffer' || /blob|bytea/.test(column.getSQLType()))
    return Buffer.from('x')
  return /On$/.test(key) || column.getSQLType() === 'date' ? '2026-03-02' : 'x'
}

/** A row with nothing in it that may be left out, and the first word where only some are allowed. */
export function baseRow(table: PgTable): Row {
  const choices = new Map(choicesOf(table).map(({ key, words }) => [key, words[0]]))
  const entries = Object.entries(getTableColumns(table)).map(([key, column]) => [
    key,
    column.notNull || column.primary ? (choices.get(key) ?? plain(key, column)) : null,
  ])
  return Object.fromEntries(entries)
}

/** What a column can hold. */
export function valuesOf(table: PgTable, key: string): unknown[] {
  const column = getTableColumns(table)[key]
  if (column === undefined) return []
  const words = choicesOf(table).find((choice) => choice.key === key)?.words
  const days = /On$/.test(key) ? ['2026-03-02', '2026-03-01'] : undefined
  const texts = column.dataType === 'string' ? ['x', ''] : [plain(key, column)]
  const some = words ?? days ?? texts
  return column.notNull ? [...some] : [null, ...some]
}

class Taken extends Error {}

/** The name of the CHECK that refuses a row, '' where another kind of rule does, undefined where none does. */
export async function refusal(store: Store, table: PgTable, row: Row): Promise<string | undefined> {
  const work = store.tx(async (tx) => {
    await tx.insert(table).values(row)
    throw new Taken('and taken back')
  })
  const error: unknown = await work.catch((caught: unknown) => caught)
  // A parent that is not there is looked for after every other rule has held.
  if (error instanceof Taken || violation(error) === 'foreign') return undefined
  if (violation(error) !== 'check') return ''
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('constraint' in at) return String(at.constraint)
    const [, name] = /CHECK constraint failed: (\w+)/.exec(at.message) ?? []
    if (name !== undefined) return name
  }
  return ''
}
