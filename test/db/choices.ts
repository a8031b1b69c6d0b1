import { getTableColumns, is } from 'drizzle-orm'
import { getTableConfig, PgDialect, type PgTable } from 'drizzle-orm/pg-core'
import {
  getTableConfig as getLiteConfig,
  SQLiteSyncDialect,
  SQLiteTable,
} from 'drizzle-orm/sqlite-core'

/** A rule of a table as the database has it. */
export interface Check {
  readonly name: string
  readonly sql: string
}

/** The CHECK conditions of a table. */
export function checksOf(table: PgTable): Check[] {
  const lite: unknown = table
  if (is(lite, SQLiteTable)) {
    const dialect = new SQLiteSyncDialect({ casing: 'snake_case' })
    return getLiteConfig(lite).checks.map(({ name, value }) => ({
      name,
      sql: dialect.sqlToQuery(value).sql,
    }))
  }
  const dialect = new PgDialect({ casing: 'snake_case' })
  return getTableConfig(table).checks.map(({ name, value }) => ({
    name,
    sql: dialect.sqlToQuery(value).sql,
  }))
}

const snake = (key: string) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** A column that holds one of some words, and the rule that says so. */
export interface Choice {
  readonly key: string
  readonly check: string
  readonly words: readonly string[]
}

/** Columns of a table that are held to words, by the condition alone: `("t"."c" = 'a' or "t"."c" = 'b')` at its end. */
export function choicesOf(table: PgTable): Choice[] {
  return Object.keys(getTableColumns(table)).flatMap((key) => {
    const one = `"\\w+"\\."${snake(key)}" = '[^']*'`
    const whole = new RegExp(
      `^(?:"\\w+"\\."${snake(key)}" is null or )?\\(${one}(?: or ${one})*\\)$`,
    )
    return checksOf(table)
      .filter(({ sql }) => whole.test(sql))
      .map(({ name, sql }) => ({
        key,
        check: name,
        words: [...sql.matchAll(/= '([^']*)'/g)].map(([, word = '']) => word),
      }))
  })
}

/** Keys of the columns that a rule speaks of. */
export function keysIn(table: PgTable, check: string): string[] {
  const { sql } = checksOf(table).find(({ name }) => name === check) ?? { sql: '' }
  return Object.keys(getTableColumns(table)).filter((key) => sql.includes(`"${snake(key)}"`))
}
