import { dialect } from './columns.ts'

/** Brings the database to the newest schema, or leaves it as it was and throws. `url` counts on PostgreSQL, `file` on SQLite. */
export async function migrate(target: {
  readonly file: string
  readonly url?: string | undefined
}): Promise<void> {
  if (dialect === 'pg') {
    const { migratePg } = await import('./engine/migrate-pg.ts')
    return migratePg(target.url ?? '')
  }
  const { migrateSqlite } = await import('./engine/migrate-sqlite.ts')
  migrateSqlite(target.file)
}
