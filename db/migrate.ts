import { dialect } from './columns.ts'
import { migratePg } from './engine/migrate-pg.ts'
import { migrateSqlite } from './engine/migrate-sqlite.ts'

/** Brings the database to the newest schema, or leaves it as it was and throws. `url` counts on PostgreSQL, `file` on SQLite. */
export async function migrate(target: {
  readonly file: string
  readonly url?: string | undefined
}): Promise<void> {
  if (dialect === 'pg') await migratePg(target.url ?? '')
  else migrateSqlite(target.file)
}
