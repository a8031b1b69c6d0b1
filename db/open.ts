import { dialect } from './columns.ts'
import { openPg } from './engine/pg.ts'
import { openSqlite } from './engine/sqlite.ts'
import type { OpenOptions, Store } from './store.ts'

/** Opens the migrated database of this process's engine. */
export async function openStore(options: OpenOptions): Promise<Store> {
  if (dialect === 'pg') return openPg(options.url ?? '', options)
  return openSqlite(options.file, options)
}
