import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { getTableColumns, getTableName, is } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { getTableConfig as getLiteConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { packageRoot } from '../../../policy/package-root.ts'

const folders = ['db/ledgers', 'db/messaging', 'db/access', 'db']

/** Every table that a module of `db` exports, by its name in the database. */
export async function allTables(): Promise<ReadonlyMap<string, PgTable>> {
  const files = folders.flatMap((folder) =>
    readdirSync(join(packageRoot, folder))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(packageRoot, folder, name)),
  )
  const found = new Map<string, PgTable>()
  for (const file of files) {
    const exported: Readonly<Record<string, unknown>> = await import(file)
    for (const value of Object.values(exported)) {
      if (!is(value, SQLiteTable) && !is(value, PgTable)) continue
      // Cast: the kit builds tables of both engines under the types of one.
      const table = value as unknown as PgTable
      found.set(getTableName(table), table)
    }
  }
  return found
}

/** Which tables a table's foreign keys lead to, by key of the column. */
export function parentsOf(table: PgTable): { readonly column: string; readonly parent: PgTable }[] {
  const lite: unknown = table
  const { foreignKeys } = is(lite, SQLiteTable) ? getLiteConfig(lite) : getTableConfig(table)
  return foreignKeys.map((key) => {
    const { columns, foreignTable } = key.reference()
    const names = Object.entries(getTableColumns(table))
    const column = names.find(([, own]) => own.name === columns[0]?.name)?.[0] ?? ''
    // Cast: as above.
    return { column, parent: foreignTable as unknown as PgTable }
  })
}
