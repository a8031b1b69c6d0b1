import { AsyncLocalStorage } from 'node:async_hooks'
import type Database from 'better-sqlite3'
import type { Tx, TxMode } from '../store.ts'

/** A better-sqlite3 connection. */
export type Connection = Database.Database

interface Job {
  readonly body: () => Promise<unknown>
  readonly draft: boolean
  readonly settle: { resolve(value: unknown): void; reject(error: unknown): void }
}

interface Outcome {
  readonly job: Job
  readonly value?: unknown
  readonly error?: unknown
  readonly failed: boolean
}

/** The steps of a commit, compiled once. */
interface Steps {
  readonly save: () => void
  readonly release: () => void
  readonly undo: () => void
  /** To be said before a transaction begins: whether its commit may leave the fsync to a later one. */
  readonly draft: (draft: boolean) => void
}

/** A draft is not synced: the log is one file, and the next commit that is synced takes with it what came before. */
function draftOn(connection: Connection): Steps['draft'] {
  const synced = Number(connection.pragma('synchronous', { simple: true }))
  const unsynced = Math.min(synced, 1)
  let level = synced
  return (draft) => {
    const wanted = draft ? unsynced : synced
    if (wanted !== level) connection.pragma(`synchronous = ${wanted}`)
    level = wanted
  }
}

function stepsOf(connection: Connection): Steps {
  const step = (sql: string) => {
    const compiled = connection.prepare(sql)
    return () => void compiled.run()
  }
  return {
    save: step('SAVEPOINT one'),
    release: step('RELEASE one'),
    undo: step('ROLLBACK TO one'),
    draft: draftOn(connection),
  }
}

/** Lets what is ready come in. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** One writer for everybody. */
export interface Writer {
  run<T>(fn: (tx: Tx) => Promise<T>, mode?: TxMode): Promise<T>
  /** Resolves when nothing is waiting or running. */
  idle(): Promise<void>
}

const mostPerCommit = 150
const busyTries = 5
const busyRetryMs = 25
const slowMs = 50

/** How a writer is watched. */
export interface Watch {
  /** Told of commits longer than 50 ms (duration in ms). */
  readonly onSlow?: ((ms: number) => void) | undefined
  /**
   * Whether a transaction inside a transaction is refused; otherwise it would wait for itself. For tests: following every
   * await costs the service a tenth of its speed.
   */
  readonly refuseNested?: boolean | undefined
}

/**
 * The writer queue. Transactions that wait together share one commit (one fsync), and each resolves only after it. When
 * one fails they all run again, each in a savepoint of its own, so that one failing undoes only itself.
 */
export function makeWriter(connection: Connection, tx: Tx, watch: Watch = {}): Writer {
  const inside = watch.refuseNested === true ? new AsyncLocalStorage<true>() : undefined
  const waiting: Job[] = []
  const steps = stepsOf(connection)
  let running = false
  let drained = Promise.resolve()

  async function drain(): Promise<void> {
    try {
      while (waiting.length > 0) {
        const started = performance.now()
        await commitTogether(connection, steps, waiting)
        const took = performance.now() - started
        if (took > slowMs) watch.onSlow?.(Math.round(took))
      }
    } finally {
      // In the same breath as the last look at `waiting`: a job that arrives one microtask later starts a new round.
      running = false
    }
  }

  return {
    run<T>(fn: (tx: Tx) => Promise<T>, mode?: TxMode): Promise<T> {
      if (inside?.getStore()) return Promise.reject(new Error('nested transaction'))
      return new Promise<T>((resolve, reject) => {
        // Cast: the queue holds jobs of many types; `settle` and `body` of one job share T.
        const settle = { resolve: resolve as (value: unknown) => void, reject }
        const plain = () => fn(tx)
        const body = inside === undefined ? plain : () => inside.run(true, plain)
        waiting.push({ body, settle, draft: mode === 'draft' })
        if (running) return
        running = true
        drained = Promise.resolve().then(drain)
      })
    },
    async idle() {
      while (running) await drained
    },
  }
}

async function commitTogether(connection: Connection, steps: Steps, waiting: Job[]): Promise<void> {
  const taken: Job[] = []
  const draft = waiting[0]?.draft === true
  let outcomes: Outcome[]
  try {
    await begin(connection, () => steps.draft(draft))
    const plain = await runPlain(waiting, taken, draft)
    outcomes = plain ?? (await runGuarded(connection, steps, taken))
    connection.exec('COMMIT')
  } catch (error) {
    rollBack(connection)
    // Nothing began: the first waiting job takes the error, so that a closed or full database cannot loop for ever.
    const told = taken.length === 0 ? waiting.splice(0, 1) : taken
    for (const { settle } of told) settle.reject(error)
    return
  }
  for (const { job, failed, value, error } of outcomes) {
    if (failed) job.settle.reject(error)
    else job.settle.resolve(value)
  }
}

/**
 * Runs jobs until a turn brings no more: what is ready shares the commit, such as a batch that was read, or sends that
 * ended. Stops at one that fails: savepoints cost a third of the work and are seldom needed. Drafts share no commit with
 * others.
 */
async function runPlain(
  waiting: Job[],
  taken: Job[],
  draft: boolean,
): Promise<Outcome[] | undefined> {
  const outcomes: Outcome[] = []
  const fits = () => taken.length < mostPerCommit && waiting[0]?.draft === draft
  const next = () => (fits() ? waiting.shift() : undefined)
  await turn()
  for (let job = next(); job !== undefined; job = next()) {
    taken.push(job)
    try {
      outcomes.push({ job, value: await job.body(), failed: false })
    } catch {
      // It fails again, and alone, in its own savepoint: a body may run more than once.
      return undefined
    }
    if (waiting.length === 0) await turn()
  }
  return outcomes
}

/** Runs jobs once more after one failed, each in a savepoint of its own. */
async function runGuarded(
  connection: Connection,
  steps: Steps,
  jobs: readonly Job[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  rollBack(connection)
  await begin(connection)
  for (const job of jobs) outcomes.push(await inSavepoint(connection, steps, job))
  return outcomes
}

function rollBack(connection: Connection): void {
  try {
    if (connection.inTransaction) connection.exec('ROLLBACK')
  } catch {
    // What stands open is rolled back before the next BEGIN; until that works every transaction is refused.
  }
}

async function inSavepoint(connection: Connection, steps: Steps, job: Job): Promise<Outcome> {
  steps.save()
  try {
    const value = await job.body()
    steps.release()
    return { job, value, failed: false }
  } catch (error) {
    // A full disk may already have rolled everything back: then there is no savepoint to return to.
    if (!connection.inTransaction) throw error
    steps.undo()
    steps.release()
    return { job, error, failed: true }
  }
}

/** A command-line tool may hold the file for a moment: waits two seconds at most, in blocks no longer than `busy_timeout`. */
async function begin(connection: Connection, before?: () => void): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      if (connection.inTransaction) connection.exec('ROLLBACK')
      before?.()
      connection.exec('BEGIN IMMEDIATE')
      return
    } catch (error) {
      const busy = error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY'
      if (!busy || tries >= busyTries) throw error
      await new Promise((resolve) => setTimeout(resolve, busyRetryMs * (tries + 1)))
    }
  }
}
