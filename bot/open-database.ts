import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { lockFolder } from '../db/engine/file-lock.ts'
import { migrate } from '../db/migrate.ts'
import { openStore } from '../db/open.ts'
import { applySeed, lufengSeed, readSeed } from '../db/seed.ts'
import type { Store } from '../db/store.ts'
import { makeVault, readKeyFile } from '../db/vault.ts'
import type { Log } from '../scheduler/types.ts'
import type { Config } from './config.ts'

/** What opening needs besides the configuration. */
export interface OpenEnvironment {
  readonly now: () => number
  /** Told of slow transactions. A command leaves it out: what it prints is read by whoever called it. */
  readonly log?: Log
}

const databaseOf = (config: Config) => ({
  file: join(config.DATA_DIR, 'tuiguan.db'),
  url: config.DATABASE_URL,
})

/** What was erased, outside the database: a restored one is erased again. */
export const erasedFile = (config: Config) => join(config.DATA_DIR, 'erased.jsonl')

function makeFolder(config: Config): void {
  mkdirSync(config.DATA_DIR, { recursive: true, mode: 0o700 })
}

/**
 * Opens the database, migrated and seeded. Beside a running service this is safe: migrations that are done are not
 * repeated, and each engine keeps two writers apart.
 */
export async function openDatabase(config: Config, { now, log }: OpenEnvironment): Promise<Store> {
  makeFolder(config)
  const key = readKeyFile(config.SECRET_KEY_FILE ?? join(config.DATA_DIR, 'secret.key'))
  const target = databaseOf(config)
  await migrate(target)
  const onSlow = (ms: number) => log?.('slow-transaction', { ms })
  const store = await openStore({ ...target, vault: makeVault(key), onSlow })
  await applySeed(store, readSeed(config.COUNTY_FILE ?? lufengSeed), now())
  return store
}

/**
 * Holds the data folder for this process where there is only one file to write; returns the release.
 * @throws {AlreadyRunning}
 */
export function holdFolder(config: Config): () => void {
  if (config.DATABASE_URL !== undefined) return () => undefined
  makeFolder(config)
  return lockFolder(join(config.DATA_DIR, 'running.lock'))
}
