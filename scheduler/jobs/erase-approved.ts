import { existsSync } from 'node:fs'
import { open, readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Erasure } from '../../db/ledgers/erasure.ts'
import { eraseRows, filesOf } from '../../db/privacy/erase-rows.ts'
import { approvedErasures, finishErasure } from '../../db/privacy/erasure-acts.ts'
import { eraseAgain, readTombstone, tombstoneOf } from '../../db/privacy/tombstone.ts'
import type { Store } from '../../db/store.ts'
import type { Job, JobFiles } from '../types.ts'

async function linesOf(path: string): Promise<string[]> {
  return existsSync(path) ? (await readFile(path, 'utf8')).split('\n') : []
}

/** Notes an erasure where no backup reaches, durably, before anything goes. */
async function noteTombstone(path: string, row: Erasure): Promise<void> {
  const lines = await linesOf(path)
  if (lines.some((line) => readTombstone(line)?.id === row.id)) return
  const file = await open(path, 'a', 0o600)
  try {
    // A line that was cut short stays a line of its own.
    const begin = lines.at(-1) === '' || lines.length === 0 ? '' : '\n'
    await file.appendFile(`${begin}${JSON.stringify(tombstoneOf(row))}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function eraseOne(store: Store, row: Erasure, files: JobFiles, now: number): Promise<void> {
  await noteTombstone(files.erased, row)
  // The files go first: only their rows know their names.
  for (const name of await filesOf(store.read, row.retireeId, row.ground))
    await rm(join(files.attachments, basename(name)), { force: true })
  const count = await eraseRows(store, row.retireeId, row.ground, now)
  await store.tx((tx) => finishErasure(tx, row, count, now))
}

/** Takes up again what a database does not know that is older than its own erasures. */
async function takeUp(store: Store, path: string): Promise<number> {
  let again = 0
  for (const line of await linesOf(path)) {
    const stone = readTombstone(line)
    if (stone !== undefined && (await store.tx((tx) => eraseAgain(tx, stone)))) again += 1
  }
  return again
}

/**
 * Erases whom it was approved for, and, after a backup was restored, whom it was done for before. Cut anywhere, the next run
 * begins anew. Source: 个人信息保护法 第四十七条.
 */
export const eraseApproved: Job = {
  name: 'erase-approved',
  schedule: { everyMinutes: 5 },
  windowMs: 3_600_000,
  async run({ store, tick, files }) {
    if (files === undefined) return {}
    const again = await takeUp(store, files.erased)
    const due = await approvedErasures(store.read)
    for (const row of due) await eraseOne(store, row, files, tick)
    return { erased: due.length, again }
  },
}
