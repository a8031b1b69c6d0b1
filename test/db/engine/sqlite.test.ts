import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { dialect } from '../../../db/columns.ts'
import { openSqlite, setPragmas } from '../../../db/engine/sqlite.ts'
import { errorName } from '../../../db/errors.ts'
import { leases } from '../../../db/lease.ts'
import type { Tx } from '../../../db/store.ts'
import { ofProcess } from '../../faults.ts'
import { testDatabase, testFolder, testVault } from '../../support.ts'
import { holdFile, kill9 } from './other-process.ts'

const note = (name: string) => (tx: Tx) =>
  tx.insert(leases).values({ name, holder: 'me', expiresAt: 0, fence: 1 })

async function open() {
  const { file } = await testDatabase(testFolder())
  const store = openSqlite(file, { file, vault: testVault })
  onTestFinished(() => store.close())
  return { store, file }
}

describe.runIf(dialect === 'sqlite')('opening a file', () => {
  test('sets everything the promises rest on, on the writer itself', async () => {
    const { store, file } = await open()
    await store.tx(note('a'))
    const actual = ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout', 'trusted_schema']
      // The store's own writer: pragmas belong to a connection.
      .map((name) => [name, ofProcess(file)?.pragma(name, { simple: true })])
    expect(Object.fromEntries(actual)).toEqual({
      journal_mode: 'wal',
      synchronous: 2,
      foreign_keys: 1,
      busy_timeout: 250,
      trusted_schema: 0,
    })
  })

  test('refuses a connection that does not keep a setting', () => {
    // A database in memory has no write-ahead log.
    expect(() => setPragmas(new Database(':memory:'))).toThrow('pragma journal_mode is memory')
  })

  test('waits for a tool that writes for a moment', async () => {
    const { store, file } = await open()
    const child = await holdFile('write', file)
    const writing = store.tx(note('a'))
    setImmediate(() => child.stdin?.end())
    await writing
    expect(await store.read.$count(leases)).toBe(1)
  })

  test('says so when somebody holds the file too long, goes on afterwards, and is not blocked for long at once', async () => {
    const { store, file } = await open()
    const child = await holdFile('write', file)
    let longest = 0
    let last = performance.now()
    const watch = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 5)
    onTestFinished(() => clearInterval(watch))
    const started = performance.now()
    const error = await store.tx(note('a')).catch((reason: unknown) => reason)
    expect(errorName(error)).toBe('SqliteError:SQLITE_BUSY')
    expect(performance.now() - started).toBeLessThan(2500)
    expect(longest).toBeLessThan(350)
    await kill9(child)
    await store.tx(note('b'))
    expect(await store.read.select({ name: leases.name }).from(leases)).toEqual([{ name: 'b' }])
  })

  test('closing lets what waits end first, and refuses what comes later', async () => {
    const { file } = await testDatabase(testFolder())
    const store = openSqlite(file, { file, vault: testVault })
    const waiting = Promise.all(Array.from({ length: 120 }, (_, n) => store.tx(note(`n${n}`))))
    await store.close()
    await waiting
    const late = vi.fn()
    await store.tx(note('late')).catch(late)
    await store.tx(note('later')).catch(late)
    expect(late).toHaveBeenCalledTimes(2)
    const db = new Database(file)
    expect(db.prepare('select count(*) from leases').pluck().get()).toBe(120)
    db.close()
  })
})
