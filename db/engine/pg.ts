import { AsyncLocalStorage } from 'node:async_hooks'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { isSerializationFailure } from '../errors.ts'
import type { Db, OpenOptions, Store, Tx, TxMode } from '../store.ts'

/** Enough for sixty at once on one row, such as a counter. */
const tries = 16
const longestPauseMs = 500
const inside = new AsyncLocalStorage<true>()

// bigint columns (counts, epoch milliseconds) are far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/** Runs reads past drizzle. */
const rawOn =
  (client: pg.Pool | pg.PoolClient): Db['readRaw'] =>
  async (name, text, values) => {
    const { rows } = await client.query<unknown[]>({
      name,
      text,
      values: [...values],
      rowMode: 'array',
    })
    return rows
  }

/** Opens a write pool and a read-only pool on PostgreSQL. Transactions are SERIALIZABLE and retried, or READ COMMITTED for queues. */
export function openPg(url: string, options: OpenOptions): Store {
  const writers = new pg.Pool({ connectionString: url, max: 8 })
  const readers = new pg.Pool({
    connectionString: url,
    max: 8,
    options: '-c default_transaction_read_only=on',
  })
  // A broken idle connection is replaced by the pool; the next query reports a lasting fault.
  for (const pool of [writers, readers]) {
    pool.on('error', () => undefined)
    // One cut while it is lent out reports to nobody else; the statement under way fails as well.
    pool.on('connect', (client) => client.on('error', () => undefined))
  }
  let closed: Promise<unknown> | undefined
  const transactions = new WeakMap<pg.PoolClient, Tx>()
  const txOf = (client: pg.PoolClient): Tx => {
    const known = transactions.get(client)
    if (known !== undefined) return known
    const runRaw: Tx['runRaw'] = async (name, text, values) => {
      const { rowCount } = await client.query({ name, text, values: [...values] })
      return rowCount ?? 0
    }
    const own = { vault: options.vault, runRaw, readRaw: rawOn(client) }
    const tx = Object.assign(drizzle(client, { casing: 'snake_case' }), own)
    transactions.set(client, tx)
    return tx
  }
  const read: Db = Object.assign(drizzle(readers, { casing: 'snake_case' }), {
    vault: options.vault,
    readRaw: rawOn(readers),
  })
  return {
    engine: 'pg',
    vault: options.vault,
    read,
    tx(fn, mode = 'serial') {
      if (inside.getStore()) return Promise.reject(new Error('nested transaction'))
      return retried(() => once(writers, options, (client) => fn(txOf(client)), mode))
    },
    async close() {
      closed ??= Promise.all([readers.end(), writers.end()])
      await closed
    },
  }
}

async function once<T>(
  pool: pg.Pool,
  options: OpenOptions,
  body: (client: pg.PoolClient) => Promise<T>,
  mode: TxMode,
): Promise<T> {
  const started = performance.now()
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    const level = mode === 'queue' ? 'READ COMMITTED' : 'SERIALIZABLE'
    const begin = `BEGIN ISOLATION LEVEL ${level}`
    await client.query(mode === 'draft' ? `${begin}; SET LOCAL synchronous_commit TO OFF` : begin)
    const value = await inside.run(true, () => body(client))
    const { command } = await client.query('COMMIT')
    // What PostgreSQL answers when a statement failed and the body carried on.
    if (command === 'ROLLBACK') throw new Error('rolled back: a failed statement was ignored')
    return value
  } catch (error) {
    await client.query('ROLLBACK').catch((rollback: unknown) => {
      broken = rollback instanceof Error ? rollback : new Error('rollback failed')
    })
    throw error
  } finally {
    client.release(broken)
    const took = performance.now() - started
    if (took > 50) options.onSlow?.(Math.round(took))
  }
}

async function retried<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (attempt >= tries || !isSerializationFailure(error)) throw error
      const pause = Math.random() * Math.min(longestPauseMs, 10 * 2 ** attempt)
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
}
