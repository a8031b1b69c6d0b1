import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AlreadyRunning, lockFolder } from '../db/engine/file-lock.ts'

/** One process among those that share a database. */
export interface Instance {
  /** The same again after a restart on the same data folder: it need not wait for the end of its own leases. */
  readonly id: string
  release(): void
}

const mostOnOneFolder = 64

function hold(folder: string, n: number): Instance | undefined {
  try {
    const release = lockFolder(join(folder, `instance-${n}.lock`))
    const file = join(folder, `instance-${n}.id`)
    if (!existsSync(file)) writeFileSync(file, randomUUID(), { mode: 0o600 })
    return { id: readFileSync(file, 'utf8'), release }
  } catch (error) {
    if (error instanceof AlreadyRunning) return undefined
    throw error
  }
}

/** Takes the first identity of a data folder that no living process holds. @throws {AlreadyRunning} when there is none. */
export function holdInstance(folder: string): Instance {
  for (let n = 0; n < mostOnOneFolder; n++) {
    const instance = hold(folder, n)
    if (instance !== undefined) return instance
  }
  throw new AlreadyRunning()
}
