import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { beginImport, faultyRow, stageRows } from '../../../db/ledgers/import-stage.ts'
import { importedRows, retireeImports } from '../../../db/ledgers/retiree-import.ts'
import { deadImports } from '../../../scheduler/jobs/dead-imports.ts'
import { monday, system, testStore } from '../../support.ts'

const minute = 60_000

test('a list that is still read after a quarter of an hour was cut off: it is told, and its rows go', async () => {
  const store = await testStore()
  const list = { stationId: 'guangtong', fileName: '名单.xlsx' }
  const begin = (at: number) => store.tx((tx) => beginImport(tx, list, system, at))
  const dead = await begin(monday - 16 * minute)
  const alive = await begin(monday - minute)
  for (const { id } of [dead, alive])
    await store.tx((tx) => stageRows(tx, id, [], [faultyRow(id, 2, '张桂英', [])], []))

  expect(await deadImports.run({ store, tick: monday })).toEqual({ failed: 1 })
  const stateOf = async (id: string) =>
    (await store.read.select().from(retireeImports).where(eq(retireeImports.id, id)))[0]
  expect(await stateOf(dead.id)).toMatchObject({
    status: 'failed',
    problem: '读取时服务中断，请重新上传。',
  })
  expect(await stateOf(alive.id)).toMatchObject({ status: 'reading' })
  expect((await store.read.select().from(importedRows)).map((row) => row.importId)).toEqual([
    alive.id,
  ])
  expect(await deadImports.run({ store, tick: monday })).toEqual({ failed: 0 })
})
