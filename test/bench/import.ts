import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
import { firmHeadings, firmRows, workbookOf } from '../admin/lists.ts'

const rounds = 3
const people = 20_000
const operator = { kind: 'system', id: 'bench', scope: countyScope, center: true } as const
const folder = mkdtempSync(join(tmpdir(), 'tuiguan-bench-'))
const file = join(folder, 'list.xlsx')
writeFileSync(file, await workbookOf(firmRows(people), firmHeadings))

/** The reference: the same library's stream reader, in this process, and nothing done with the rows. */
async function bare(): Promise<number> {
  const started = performance.now()
  for await (const _ of streamXlsxRows(readFileSync(file)));
  return performance.now() - started
}

/** From the file to people in the register: read, checked, sealed, compared, confirmed; and the longest standstill meanwhile. */
async function whole(round: number) {
  const target = { file: join(folder, `${round}.db`) }
  await migrate(target)
  const store = await openStore({ ...target, vault: makeVault(Buffer.alloc(32, 7)) })
  const now = Date.now()
  await applySeed(store, readSeed(lufengSeed), now)
  let last = performance.now()
  let standstill = 0
  const pulse = setInterval(() => {
    standstill = Math.max(standstill, performance.now() - last - 10)
    last = performance.now()
  }, 10)
  const memory = process.memoryUsage().rss
  const started = performance.now()
  const list = { fileName: 'list.xlsx', stationId: 'guangtong' }
  const row = await startImport(store, list, operator, now)
  const read = await runImport(store, row, { ...list, file: createReadStream(file) }, now)
  const readMs = performance.now() - started
  const done = await store.tx((tx) => confirmImport(tx, read.id, operator, now))
  const ms = performance.now() - started
  clearInterval(pulse)
  await store.close()
  if (done.newCount !== people) throw new Error(`only ${done.newCount} came in`)
  return { ms, readMs, standstill, grown: process.memoryUsage().rss - memory }
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const references: number[] = []
const ours: Awaited<ReturnType<typeof whole>>[] = []
for (let round = 0; round < rounds; round++) {
  references.push(await bare())
  ours.push(await whole(round))
}
rmSync(folder, { recursive: true, force: true })
const reference = median(references)
const of = (pick: (round: (typeof ours)[number]) => number) => median(ours.map(pick))
console.log(
  `import of ${people} rows: ${of((r) => r.ms).toFixed(0)} ms (read and compared ${of((r) => r.readMs).toFixed(0)} ms), bare reader ${reference.toFixed(0)} ms, ratio ${(reference / of((r) => r.ms)).toFixed(2)}`,
)
console.log(
  `longest standstill ${of((r) => r.standstill).toFixed(0)} ms, memory grown ${(of((r) => r.grown) / 1e6).toFixed(0)} MB`,
)
