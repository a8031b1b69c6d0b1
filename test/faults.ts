import Database from 'better-sqlite3'
import { onTestFinished, vi } from 'vitest'

const connections = new Map<string, Database.Database>()
const exec = Database.prototype.exec

// Every connection that runs a statement is known by its file, so that a test can reach the store's own writer.
Database.prototype.exec = function (sql: string) {
  if (!this.readonly) connections.set(this.name, this)
  return exec.call(this, sql)
}

/** The writer of this process on a SQLite file, once it has run a transaction. */
export const ofProcess = (file: string): Database.Database | undefined => connections.get(file)

/** Makes a control statement of every SQLite connection fail as a broken disk does, on its `nth` run, until `end`. */
export function makeConnectionFail(statement: string, message: string, nth = 1) {
  let runs = 0
  const before = Database.prototype.exec
  const spy = vi.spyOn(Database.prototype, 'exec').mockImplementation(function (
    this: Database.Database,
    sql: string,
  ) {
    if (sql === statement && ++runs === nth) throw new Database.SqliteError(message, 'SQLITE_IOERR')
    return before.call(this, sql)
  })
  const end = () => spy.mockRestore()
  onTestFinished(end)
  return { end }
}
