import pg from 'pg'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { dialect } from '../../../db/columns.ts'
import { openPg } from '../../../db/engine/pg.ts'
import { leases } from '../../../db/lease.ts'
import type { Store, Tx, TxMode } from '../../../db/store.ts'
import { testDatabase, testVault } from '../../support.ts'

async function open(onSlow?: (ms: number) => void) {
  const { url = '' } = await testDatabase()
  const options = { file: '', url, vault: testVault }
  const store = openPg(url, onSlow === undefined ? options : { ...options, onSlow })
  onTestFinished(() => store.close())
  const other = new pg.Client({ connectionString: url })
  await other.connect()
  onTestFinished(() => other.end())
  return { store, other }
}

const note = (name: string) => (tx: Tx) =>
  tx.insert(leases).values({ name, holder: 'me', expiresAt: 0, fence: 1 })

const names = async (store: Store) =>
  (await store.read.select().from(leases)).map((row) => row.name).sort()

/** Ends every other connection, as a restarting server does. */
const cutAll = (other: pg.Client) =>
  other.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
  )

/** A setting of the server, as it is inside a transaction. */
const settingIn = (store: Store, mode: TxMode, setting: string) =>
  store.tx(async (tx) => {
    // Cast: the driver's own query method, which ledgers do not have.
    const { rows } = await (tx as unknown as { $client: pg.PoolClient }).$client.query(
      'select current_setting($1) as value',
      [setting],
    )
    return rows[0].value
  }, mode)

describe.runIf(dialect === 'pg')('the pools', () => {
  test('a connection cut in the middle of a transaction fails that transaction alone', async () => {
    const { store, other } = await open()
    const cut = store.tx(async (tx) => {
      await note('lost')(tx)
      await cutAll(other)
      await other.query('select 1')
      await note('lost too')(tx)
    })
    await expect(cut).rejects.toThrow()
    await store.tx(note('after'))
    expect(await names(store)).toEqual(['after'])
  })

  test('a server that cut every idle connection is used again', async () => {
    const { store, other } = await open()
    await store.tx(note('a'))
    await names(store)
    await cutAll(other)
    await vi.waitFor(async () => {
      await store.tx(note('b'))
      expect(await names(store)).toEqual(['a', 'b'])
    })
  })

  test('a body that swallows a failed statement cannot pass for committed', async () => {
    const { store } = await open()
    const swallowed = store.tx(async (tx) => {
      await note('a')(tx)
      await Promise.resolve(note('a')(tx)).catch(() => undefined)
    })
    await expect(swallowed).rejects.toThrow('rolled back')
    expect(await names(store)).toEqual([])
  })

  test('the read pool cannot write', async () => {
    const { store } = await open()
    // Cast: the type forbids it, the connection must too.
    await expect(Promise.resolve(note('x')(store.read as Tx))).rejects.toMatchObject({
      cause: { code: '25006' },
    })
  })

  test('serial is SERIALIZABLE and queue READ COMMITTED', async () => {
    const { store } = await open()
    const level = (mode: TxMode) => settingIn(store, mode, 'transaction_isolation')
    expect([await level('serial'), await level('queue'), await level('draft')]).toEqual([
      'serializable',
      'read committed',
      'serializable',
    ])
  })

  test('only a draft leaves it to a later transaction to make it durable', async () => {
    const { store } = await open()
    const waits = (mode: TxMode) => settingIn(store, mode, 'synchronous_commit')
    expect(await waits('draft')).toBe('off')
    expect([await waits('serial'), await waits('queue')]).toEqual(['on', 'on'])
  })

  test('a long transaction is reported with its length, a short one is not', async () => {
    const slow: number[] = []
    const { store, other } = await open((ms) => slow.push(ms))
    await store.tx(note('warm')).then(() => slow.splice(0))
    await store.tx(note('a'))
    expect(slow).toEqual([])
    await store.tx(async () => {
      await other.query('select pg_sleep(0.06)')
    })
    expect(slow).toHaveLength(1)
    expect(slow[0]).toBeGreaterThan(50)
  })

  test('gives up after sixteen tries when the database never can order it', async () => {
    const { store } = await open()
    let runs = 0
    const never = store.tx(async () => {
      runs += 1
      throw Object.assign(new Error('could not serialize access'), { code: '40001' })
    })
    await expect(never).rejects.toMatchObject({ code: '40001' })
    expect(runs).toBe(16)
  })

  test('a transaction that fails by itself runs once', async () => {
    const { store } = await open()
    let runs = 0
    const failing = store.tx(async () => {
      runs += 1
      throw new Error('own fault')
    })
    await expect(failing).rejects.toThrow('own fault')
    expect(runs).toBe(1)
  })
})
