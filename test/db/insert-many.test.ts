import { asc, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { newId } from '../../db/id.ts'
import { insertMany } from '../../db/insert-many.ts'
import { type ImportedRow, importedRows, retireeImports } from '../../db/ledgers/retiree-import.ts'
import { monday, testStore } from '../support.ts'

/** An import that rows can belong to. */
async function site() {
  const store = await testStore()
  const importId = newId(monday)
  const row = { id: importId, stationId: 'guangtong', fileName: '名单.xlsx', fileHash: '' }
  const more = { status: 'reading' as const, mapping: {}, newEnterprises: [], createdAt: monday }
  await store.tx((tx) => tx.insert(retireeImports).values({ ...row, ...more }))
  const rows = () =>
    store.read
      .select()
      .from(importedRows)
      .where(eq(importedRows.importId, importId))
      .orderBy(asc(importedRows.rowNo))
  return { store, importId, rows }
}

const rowOf = (importId: string, rowNo: number): ImportedRow => ({
  importId,
  rowNo,
  outcome: 'fault',
  name: `第${rowNo}人’";--`,
  retireeId: rowNo % 2 === 0 ? null : `r${rowNo}`,
  decision: null,
  remarks: [{ cell: `C${rowNo}`, message: '“引号”与\\反斜线' }],
  changes: rowNo % 3 === 0 ? null : Buffer.from([0, rowNo % 256, 255]),
})

test.each([
  0, 1, 9, 10, 99, 100, 111, 257,
])('%i rows go in as they are, of every kind of column', async (count) => {
  const { store, importId, rows } = await site()
  const given = Array.from({ length: count }, (_, at) => rowOf(importId, at + 1))
  await store.tx((tx) => insertMany(tx, 'imported_rows', importedRows, given))
  expect(await rows()).toEqual(given)
})

test('rows that come twice keep every one of the transaction out', async () => {
  const { store, importId, rows } = await site()
  const given = [...Array(120).keys()].map((at) => rowOf(importId, at + 1))
  const twice = [...given, rowOf(importId, 1)]
  await expect(
    store.tx((tx) => insertMany(tx, 'imported_rows', importedRows, twice)),
  ).rejects.toThrow()
  expect(await rows()).toEqual([])
  await store.tx((tx) => insertMany(tx, 'imported_rows', importedRows, given))
  expect(await rows()).toHaveLength(120)
})
