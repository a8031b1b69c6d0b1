import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { Db, OpenOptions, Store, Tx } from '../store.ts'
import { type Connection, makeWriter } from './sqlite-writer.ts'

const wanted = {
  journal_mode: 'wal',
  synchronous: 2,
  foreign_keys: 1,
  busy_timeout: 250,
  trusted_schema: 0,
  // 6 MB: an import of 20,000 people fills it, and three times as much made nothing faster.
  cache_size: -6000,
  // Memory: what a savepoint may have to undo is not written to a file first.
  temp_store: 2,
  // 64 MB: a whole list comes in before anything is copied.
  wal_autocheckpoint: 16000,
} as const

/** Sets and asserts what the promises rest on: better-sqlite3 re-opens a WAL file with synchronous = NORMAL. */
export function setPragmas(connection: Connection, unsafe = false): void {
  const pragmas = { ...wanted, synchronous: unsafe ? 0 : wanted.synchronous }
  for (const [name, value] of Object.entries(pragmas)) {
    // A read-only connection cannot set the journal mode; it is a property of the file and asserted below.
    if (!(connection.readonly && name === 'journal_mode')) connection.pragma(`${name} = ${value}`)
    const actual = connection.pragma(name, { simple: true })
    if (actual !== value) throw new Error(`pragma ${name} is ${String(actual)}, not ${value}`)
  }
}

/** Runs statements past drizzle, each compiled once. */
function rawOn(connection: Connection): Pick<Tx, 'runRaw' | 'readRaw'> {
  const compiled = new Map<string, Database.Statement>()
  function compile(name: string, text: string): Database.Statement {
    const known = compiled.get(name)
    if (known !== undefined) return known
    const statement = connection.prepare(text)
    compiled.set(name, statement.reader ? statement.raw() : statement)
    return statement
  }
  return {
    runRaw: async (name, text, values) => compile(name, text).run(...values).changes,
    // Cast: `raw` makes rows arrays.
    readRaw: async (name, text, values) => compile(name, text).all(...values) as unknown[][],
  }
}

function attach(connection: Connection, options: OpenOptions): Tx {
  const db = drizzle(connection, { casing: 'snake_case' })
  const own = { vault: options.vault, ...rawOn(connection) }
  // Cast: drizzle's builders of both engines are awaited alike and yield the same values (db/columns.ts).
  return Object.assign(db, own) as unknown as Tx
}

/** Opens one writer and one read-only connection on a file. */
export function openSqlite(file: string, options: OpenOptions): Store {
  const writer = new Database(file)
  setPragmas(writer, options.unsafe)
  const reader = new Database(file, { readonly: true })
  setPragmas(reader, options.unsafe)
  const watch = { onSlow: options.onSlow, refuseNested: options.unsafe }
  const write = makeWriter(writer, attach(writer, options), watch)
  return {
    engine: 'sqlite',
    vault: options.vault,
    read: attach(reader, options) as Db,
    tx: (fn, mode) => write.run(fn, mode),
    async close() {
      await write.idle()
      reader.close()
      writer.close()
    },
  }
}
