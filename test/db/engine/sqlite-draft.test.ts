import { describe, expect, onTestFinished, test } from 'vitest'
import { dialect } from '../../../db/columns.ts'
import { openSqlite } from '../../../db/engine/sqlite.ts'
import { leases } from '../../../db/lease.ts'
import type { Store, Tx } from '../../../db/store.ts'
import { makeConnectionFail, ofProcess } from '../../faults.ts'
import { testDatabase, testFolder, testVault } from '../../support.ts'

async function open(unsafe = false) {
  const { file } = await testDatabase(testFolder())
  const store = openSqlite(file, { file, vault: testVault, unsafe })
  onTestFinished(() => store.close())
  return { store, level: () => ofProcess(file)?.pragma('synchronous', { simple: true }) }
}

const note = (name: string) => (tx: Tx) =>
  tx.insert(leases).values({ name, holder: 'me', expiresAt: 0, fence: 1 })

const names = async (store: Store) =>
  (await store.read.select().from(leases)).map((row) => row.name).sort()

describe.runIf(dialect === 'sqlite')('a draft', () => {
  test('is written without an fsync, and what comes after it with one', async () => {
    const { store, level } = await open()
    const levels = []
    for (const mode of ['serial', 'draft', 'draft', 'serial', 'queue', 'draft', 'queue'] as const)
      levels.push(await store.tx(async () => level(), mode))
    expect(levels).toEqual([2, 1, 1, 2, 2, 1, 2])
  })

  test('shares no commit with a transaction that must be durable', async () => {
    const { store, level } = await open()
    const modes = ['draft', 'serial', 'serial', 'draft', 'draft', 'queue'] as const
    const seen = modes.map((mode, at) =>
      store.tx(async (tx) => {
        await note(`n${at}`)(tx)
        return level()
      }, mode),
    )
    expect(await Promise.all(seen)).toEqual([1, 2, 2, 1, 1, 2])
    expect(await names(store)).toEqual(modes.map((_, at) => `n${at}`))
  })

  test('that fails undoes only itself, and leaves the next one durable', async () => {
    const { store, level } = await open()
    const outcomes = await Promise.allSettled([
      store.tx(note('a'), 'draft'),
      store.tx(() => Promise.reject(new Error('own fault')), 'draft'),
      store.tx(note('b'), 'draft'),
      store.tx(async () => level()),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ])
    expect(outcomes[3]).toMatchObject({ value: 2 })
    expect(await names(store)).toEqual(['a', 'b'])
  })

  test('whose commit fails is told, and the next transaction is durable', async () => {
    const { store, level } = await open()
    const fault = makeConnectionFail('COMMIT', 'disk I/O error')
    await expect(store.tx(note('a'), 'draft')).rejects.toThrow('disk I/O error')
    fault.end()
    expect(await store.tx(async () => level())).toBe(2)
    expect(await names(store)).toEqual([])
  })

  test('asks for no more than a database without fsync has', async () => {
    const { store, level } = await open(true)
    expect(await store.tx(async () => level(), 'draft')).toBe(0)
    expect(await store.tx(async () => level())).toBe(0)
  })
})
