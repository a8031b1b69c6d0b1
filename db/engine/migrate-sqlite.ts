import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { packageRoot } from '../../policy/package-root.ts'
import { sqliteTriggers } from './triggers.ts'

const shipped = join(packageRoot, 'db', 'migrations', 'sqlite')

/** A migration did not hold; the database is as it was before. */
export class MigrationFailed extends Error {}

const tablesOf = (db: Database.Database) =>
  db
    .prepare<[], string>(
      "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like '\\_\\_%' escape '\\'",
    )
    .pluck()
    .all()

const countRows = (db: Database.Database, name: string) =>
  db.prepare<[], number>(`select count(*) from "${name}"`).pluck().get() ?? 0

function pending(db: Database.Database, folder: string): boolean {
  // Cast: drizzle-kit's journal, committed with the migrations.
  const journal = JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8')) as {
    entries: readonly unknown[]
  }
  const known = db.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get()
  if (known === undefined) return true
  return countRows(db, '__drizzle_migrations') < journal.entries.length
}

/**
 * Migrates a SQLite file: a copy first, foreign keys off (a rebuild would fail or empty child tables), triggers made again,
 * then references and row counts are checked; when anything is wrong the copy is put back.
 * `folder`: the migrations. @throws {MigrationFailed}
 */
export function migrateSqlite(file: string, folder = shipped): void {
  const fresh = !existsSync(file)
  const db = new Database(file)
  const copy = `${file}.before-migration`
  let copied = false
  try {
    db.pragma('journal_mode = wal')
    db.pragma('synchronous = full')
    // One that an earlier start left is old by now, or was never finished.
    rmSync(copy, { force: true })
    if (pending(db, folder)) {
      if (!fresh) db.prepare('vacuum into ?').run(copy)
      copied = !fresh
      migrateChecked(db, folder)
    }
    makeTriggers(db)
  } catch (error) {
    db.close()
    if (fresh || copied) removeAll(file)
    if (copied) renameSync(copy, file)
    throw new MigrationFailed('数据库升级没有成功，已恢复到升级前的状态。', { cause: error })
  }
  db.close()
  rmSync(copy, { force: true })
}

/** Makes the triggers that are missing, or that an earlier version made otherwise; else nothing is written. */
function makeTriggers(db: Database.Database): void {
  const known = db
    .prepare("select sql from sqlite_master where type = 'trigger' and name = ?")
    .pluck()
  const missing = () => sqliteTriggers.filter(({ name, create }) => known.get(name) !== create)
  if (missing().length === 0) return
  const make = db.transaction(() => {
    // Looked at once more: another process may have made them meanwhile.
    for (const { name, create } of missing()) db.exec(`drop trigger if exists ${name}; ${create}`)
  })
  make.immediate()
}

function removeAll(file: string): void {
  for (const suffix of ['-wal', '-shm', '']) rmSync(file + suffix, { force: true })
}

function migrateChecked(db: Database.Database, folder: string): void {
  const before = new Map(tablesOf(db).map((name) => [name, countRows(db, name)]))
  db.pragma('foreign_keys = off')
  migrate(drizzle(db), { migrationsFolder: folder })
  const orphans = db.pragma('foreign_key_check')
  if (Array.isArray(orphans) && orphans.length > 0) throw new Error('foreign_key_check found rows')
  const after = new Set(tablesOf(db))
  for (const [name, rows] of before) {
    if (after.has(name) && countRows(db, name) < rows) throw new Error(`table ${name} lost rows`)
  }
  db.pragma('foreign_keys = on')
}
