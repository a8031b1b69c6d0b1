import { AsyncLocalStorage } from 'node:async_hooks'
import type Database from 'better-sqlite3'
import type { Tx } from '../store.ts'

/** A better-sqlite3 connection. */
export type Connection = Database.Database

interface Job {
  readonly body: () => Promise<unknown>
  readonly settle: { resolve(value: unknown): void; reject(error: unknown): void }
}

interface Outcome {
  readonly job: Job
  readonly value?: unknown
  readonly error?: unknown
  readonly failed: boolean
}

/** One writer for everybody. */
export interface Writer {
  run<T>(fn: (tx: Tx) => Promise<T>): Promise<T>
  /** Resolves when nothing is waiting or running. */
  idle(): Promise<void>
}

const mostPerCommit = 100
const busyRetryMs = 25
const slowMs = 50
const inside = new AsyncLocalStorage<true>()

/**
 * The writer queue. Transactions that wait together share one commit (one fsync): each runs in a savepoint of its own,
 * so that one failing undoes only itself, and each resolves only after the commit.
 */
export function makeWriter(
  connection: Connection,
  tx: Tx,
  onSlow: (ms: number) => void = () => undefined,
): Writer {
  const waiting: Job[] = []
  let running: Promise<void> | undefined

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const started = performance.now()
      await commitTogether(connection, waiting)
      const took = performance.now() - started
      if (took > slowMs) onSlow(Math.round(took))
    }
  }

  return {
    run<T>(fn: (tx: Tx) => Promise<T>): Promise<T> {
      if (inside.getStore()) return Promise.reject(new Error('nested transaction'))
      return new Promise<T>((resolve, reject) => {
        // Cast: the queue holds jobs of many types; `settle` and `body` of one job share T.
        const settle = { resolve: resolve as (value: unknown) => void, reject }
        waiting.push({ body: () => inside.run(true, () => fn(tx)), settle })
        running ??= Promise.resolve()
          .then(drain)
          .finally(() => {
            running = undefined
          })
      })
    },
    async idle() {
      while (running !== undefined) await running
    },
  }
}

async function commitTogether(connection: Connection, waiting: Job[]): Promise<void> {
  const outcomes: Outcome[] = []
  try {
    await begin(connection)
    while (waiting.length > 0 && outcomes.length < mostPerCommit) {
      const job = waiting.shift()
      if (job !== undefined) outcomes.push(await inSavepoint(connection, job))
    }
    connection.exec('COMMIT')
  } catch (error) {
    if (connection.inTransaction) connection.exec('ROLLBACK')
    // Nothing began: the first waiting job takes the error, so that a closed or full database cannot loop for ever.
    const first = outcomes.length === 0 ? waiting.shift() : undefined
    for (const { settle } of first ? [first] : outcomes.map(({ job }) => job)) settle.reject(error)
    return
  }
  for (const { job, failed, value, error } of outcomes) {
    if (failed) job.settle.reject(error)
    else job.settle.resolve(value)
  }
}

async function inSavepoint(connection: Connection, job: Job): Promise<Outcome> {
  connection.exec('SAVEPOINT one')
  try {
    const value = await job.body()
    connection.exec('RELEASE one')
    return { job, value, failed: false }
  } catch (error) {
    // A full disk may already have rolled everything back: then there is no savepoint to return to.
    if (!connection.inTransaction) throw error
    connection.exec('ROLLBACK TO one')
    connection.exec('RELEASE one')
    return { job, error, failed: true }
  }
}

/** A command-line tool may hold the file for a moment: wait without blocking the event loop, two seconds at most. */
async function begin(connection: Connection): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      connection.exec('BEGIN IMMEDIATE')
      return
    } catch (error) {
      const busy = error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY'
      if (!busy || tries >= 8) throw error
      await new Promise((resolve) => setTimeout(resolve, busyRetryMs * (tries + 1)))
    }
  }
}
