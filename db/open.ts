import { dialect } from './columns.ts'
import type { OpenOptions, Store } from './store.ts'

/** Opens the migrated database of this process's engine. The other engine's driver is not loaded: it takes 15 MB. */
export async function openStore(options: OpenOptions): Promise<Store> {
  if (dialect === 'pg') {
    const { openPg } = await import('./engine/pg.ts')
    return openPg(options.url ?? '', options)
  }
  const { openSqlite } = await import('./engine/sqlite.ts')
  return openSqlite(options.file, options)
}
