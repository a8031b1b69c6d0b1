import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { Vault } from './vault.ts'

/** Reading, on a connection that cannot write, or inside a transaction. `vault` opens sealed columns. */
export type Db = Pick<NodePgDatabase, 'select' | 'selectDistinct' | '$count' | 'with' | '$with'> & {
  readonly vault: Vault
  /**
   * Runs a read with values as the driver takes them, in order of their places; kept under `name`. For `db/query.ts`.
   * Resolves to the rows as the driver's values, in the order of the columns.
   */
  readRaw(
    name: string,
    text: string,
    values: readonly unknown[],
  ): Promise<readonly (readonly unknown[])[]>
}

/** Writing, inside a transaction: only database calls are awaited there, because every other writer waits. */
export type Tx = Db &
  Pick<NodePgDatabase, 'insert' | 'update' | 'delete'> & {
    /**
     * Runs a write with values as the driver takes them, in order of their places; kept under `name`. For `db/command.ts` and
     * `db/insert-many.ts`. Resolves to how many rows it touched.
     */
    runRaw(name: string, text: string, values: readonly unknown[]): Promise<number>
  }

/**
 * `serial`: decides on what it read. `queue`: claims rows only. `draft`: as `serial`, but durable only with the next
 * transaction that is none, for rows that mean nothing before that one.
 */
export type TxMode = 'serial' | 'queue' | 'draft'

/** One open database. */
export interface Store {
  readonly engine: 'sqlite' | 'pg'
  readonly read: Db
  readonly vault: Vault
  /**
   * Runs `fn` in one transaction and resolves when it is durable (but see `draft`). The body may run more than once, so it
   * has no effect but on the database. A nested call is a bug: tests refuse it.
   */
  tx<T>(fn: (tx: Tx) => Promise<T>, mode?: TxMode): Promise<T>
  close(): Promise<void>
}

/** What opening a database needs. */
export interface OpenOptions {
  /** SQLite file; used when `url` is not a PostgreSQL address. */
  readonly file: string
  /** `DATABASE_URL`. */
  readonly url?: string | undefined
  readonly vault: Vault
  /** Told of transactions longer than 50 ms (duration in ms). */
  readonly onSlow?: (ms: number) => void
  /** Tests only: leaves out the fsync of every commit, and refuses nested transactions, which would wait for themselves. */
  readonly unsafe?: boolean
}
