import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { streamXlsxRows } from 'hucre/xlsx'
import { runImport, startImport } from '../../admin/import/import-list.ts'
import { confirmImport } from '../../db/ledgers/import-acts.ts'
import { migrate } from '../../db/migrate.ts'
import { openStore } from '../../db/open.ts'
import { countyScope } from '../../db/scope.ts'
import { applySeed, lufengSeed, readSeed } from '../../db/seed.ts'
import { makeVault } from '../../db/vault.ts'

// One measurement in a process of its own, as lists come in life: once, and not to a program that has just read ten.

const operator = { kind: 'system', id: 'bench', scope: countyScope, center: true } as const

/** The reference: the same library's stream reader, and nothing done with the rows. */
async function bare(file: string): Promise<number> {
  const started = performance.now()
  for await (const _ of streamXlsxRows(readFileSync(file)));
  return performance.now() - started
}

/** From the file to people in the register: read, checked, sealed, compared, confirmed, all durable. */
async function whole(file: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tuiguan-bench-'))
  const target = { file: join(folder, 'tuiguan.db') }
  await migrate(target)
  const store = await openStore({ ...target, vault: makeVault(Buffer.alloc(32, 7)) })
  const now = Date.now()
  await applySeed(store, readSeed(lufengSeed), now)
  const started = performance.now()
  const list = { fileName: 'list.xlsx', stationId: 'guangtong' }
  const row = await startImport(store, list, operator, now)
  const read = await runImport(store, row, { ...list, file: createReadStream(file) }, now)
  const done = await store.tx((tx) => confirmImport(tx, read.id, operator, now))
  const took = performance.now() - started
  if (done.newCount !== done.rowCount) throw new Error(`only ${done.newCount} came in`)
  await store.close()
  rmSync(folder, { recursive: true, force: true })
  return took
}

const [what, file = ''] = process.argv.slice(2)
console.log(await (what === 'bare' ? bare(file) : whole(file)))
