import Database from 'better-sqlite3'
import { eq } from 'drizzle-orm'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { dialect } from '../../../db/columns.ts'
import { openSqlite } from '../../../db/engine/sqlite.ts'
import { leases } from '../../../db/lease.ts'
import type { Store, Tx } from '../../../db/store.ts'
import { makeConnectionFail, ofProcess } from '../../faults.ts'
import { testDatabase, testFolder, testVault } from '../../support.ts'

async function open(onSlow?: (ms: number) => void): Promise<{ store: Store; file: string }> {
  const { file } = await testDatabase(testFolder())
  const options = { file, vault: testVault, unsafe: true }
  const store = openSqlite(file, onSlow === undefined ? options : { ...options, onSlow })
  onTestFinished(() => store.close())
  return { store, file }
}

const note = (name: string, body?: string) => (tx: Tx) =>
  tx.insert(leases).values({ name, holder: body ?? 'me', expiresAt: 0, fence: 1 })

const names = async (store: Store) =>
  (await store.read.select().from(leases)).map((row) => row.name).sort()

describe.runIf(dialect === 'sqlite')('the writer queue', () => {
  test.each([
    0, 1, 2, 3, 4, 5, 6, 8,
  ])('a transaction that begins %i microtasks after the last one ended is not forgotten', async (ticks) => {
    const { store } = await open()
    await store.tx(note('first'))
    for (let tick = 0; tick < ticks; tick++) await Promise.resolve()
    await store.tx(note('second'))
    expect(await names(store)).toEqual(['first', 'second'])
  })

  test('a failing transaction undoes only itself, and those around it in one commit stand', async () => {
    const { store } = await open()
    const outcomes = await Promise.allSettled([
      store.tx(note('a')),
      store.tx(async (tx) => {
        await note('lost')(tx)
        throw new Error('no')
      }),
      store.tx(note('b')),
      store.tx(note('a')),
      store.tx(note('c')),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    expect(await names(store)).toEqual(['a', 'b', 'c'])
  })

  test('resolves only after the commit: what resolved can be read on another connection', async () => {
    const { store, file } = await open()
    const other = new Database(file, { readonly: true })
    onTestFinished(() => {
      other.close()
    })
    const count = other.prepare<[string], number>('select count(*) from leases where name = ?')
    const seen = await Promise.all(
      Array.from({ length: 150 }, async (_, index) => {
        await store.tx(note(`n${index}`))
        return count.pluck().get(`n${index}`)
      }),
    )
    expect(seen).toEqual(seen.map(() => 1))
  })

  test('a commit that fails rejects all it held, and the queue goes on', async () => {
    const { store } = await open()
    const fault = makeConnectionFail('COMMIT', 'disk I/O error')
    const outcomes = await Promise.allSettled([store.tx(note('a')), store.tx(note('b'))])
    fault.end()
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await store.tx(note('c'))
    expect(await names(store)).toEqual(['c'])
  })

  test.each([
    'SAVEPOINT one',
    'RELEASE one',
    'ROLLBACK TO one',
  ])('when %s fails every transaction is told and none hangs', async (statement) => {
    const { store } = await open()
    const fault = makeConnectionFail(statement, 'disk I/O error', 2)
    const outcomes = await Promise.allSettled([
      store.tx(note('a')),
      store.tx(() => Promise.reject(new Error('own fault'))),
      store.tx(() => Promise.reject(new Error('own fault'))),
      store.tx(note('b')),
    ])
    fault.end()
    expect(outcomes).toHaveLength(4)
    await store.tx(note('z'))
    const told = outcomes.flatMap(({ status }, index) =>
      status === 'fulfilled' ? [['a', '', '', 'b'][index]] : [],
    )
    expect(await names(store)).toEqual([...told, 'z'])
  })

  test('a transaction whose whole work the database rolled back is told, and later ones run', async () => {
    const { store, file } = await open()
    const outcomes = await Promise.allSettled([
      store.tx(async (tx) => {
        await note('a')(tx)
        // What SQLite does by itself on a full disk.
        ofProcess(file)?.exec('ROLLBACK')
        throw new Error('database or disk is full')
      }),
      store.tx(note('b')),
    ])
    expect(outcomes[0]?.status).toBe('rejected')
    await store.tx(note('c'))
    expect(await names(store)).toEqual(outcomes[1]?.status === 'fulfilled' ? ['b', 'c'] : ['c'])
  })

  test('a full disk: throws, keeps what was committed, and goes on when there is room', async () => {
    const { store, file } = await open()
    await store.tx(note('before'))
    const writer = ofProcess(file)
    const pages = Number(writer?.pragma('page_count', { simple: true }))
    writer?.pragma(`max_page_count = ${pages}`)
    const huge = 'x'.repeat(200_000)
    const [small, large] = await Promise.allSettled([
      store.tx(note('small')),
      store.tx(note('large', huge)),
    ])
    expect(large).toMatchObject({ reason: { code: 'SQLITE_FULL' } })
    writer?.pragma('max_page_count = 1000000')
    await store.tx(note('after', huge))
    const kept = small?.status === 'fulfilled' ? ['small'] : []
    expect(await names(store)).toEqual(['after', 'before', ...kept])
  })

  test('a long transaction is reported with its length, a short one is not', async () => {
    const slow: number[] = []
    const { store } = await open((ms) => slow.push(ms))
    await store.tx(note('a'))
    expect(slow).toEqual([])
    await store.tx(async () => {
      const until = performance.now() + 60
      while (performance.now() < until);
    })
    await vi.waitFor(() => expect(slow).toHaveLength(1))
    expect(slow[0]).toBeGreaterThan(50)
  })

  test('more transactions than one commit holds all run, in order', async () => {
    const { store } = await open()
    const order: number[] = []
    await Promise.all(
      Array.from({ length: 250 }, (_, index) =>
        store.tx(async (tx) => {
          order.push(index)
          await note(`n${index}`)(tx)
        }),
      ),
    )
    expect(order).toEqual([...order].sort((a, b) => a - b))
    expect(await store.read.$count(leases)).toBe(250)
  })

  test('reads cannot write', async () => {
    const { store } = await open()
    // Cast: the type forbids it, the connection must too.
    await expect(async () => note('x')(store.read as Tx)).rejects.toMatchObject({
      code: 'SQLITE_READONLY',
    })
    expect(await store.read.select().from(leases).where(eq(leases.name, 'x'))).toEqual([])
  })
})
