import { eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { leases } from '../../db/lease.ts'
import { applySeed, lufengSeed, readSeed } from '../../db/seed.ts'
import type { Store, Tx } from '../../db/store.ts'
import { monday, testStore } from '../support.ts'

const note =
  (name: string, fence = 1) =>
  (tx: Tx) =>
    tx.insert(leases).values({ name, holder: 'me', expiresAt: 0, fence })

async function fenceOf(store: Store, name: string): Promise<number | undefined> {
  const [row] = await store.read.select().from(leases).where(eq(leases.name, name))
  return row?.fence
}

test('a transaction inside a transaction is an error, and the outer one may still fail or stand', async () => {
  const store = await testStore()
  const inner = await store.tx(async (tx) => {
    await note('outer')(tx)
    return store.tx(note('inner')).catch((error: Error) => error.message)
  })
  expect(inner).toBe('nested transaction')
  expect([await fenceOf(store, 'outer'), await fenceOf(store, 'inner')]).toEqual([1, undefined])
})

test('what a transaction returns comes back, and what it throws is thrown', async () => {
  const store = await testStore()
  expect(await store.tx(async () => 42)).toBe(42)
  const fault = new TypeError('own fault')
  await expect(
    store.tx(async () => {
      throw fault
    }),
  ).rejects.toBe(fault)
})

test('a failing transaction leaves nothing, whatever mode', async () => {
  const store = await testStore()
  for (const mode of ['serial', 'queue'] as const) {
    await expect(
      store.tx(async (tx) => {
        await note(mode)(tx)
        throw new Error('no')
      }, mode),
    ).rejects.toThrow('no')
    expect(await fenceOf(store, mode)).toBeUndefined()
  }
})

test('eight transactions that read and then write what they read agree', async () => {
  const store = await testStore()
  await store.tx(note('counter', 0))
  const rounds = 6
  const add = async () => {
    for (let round = 0; round < rounds; round++) {
      await store.tx(async (tx) => {
        const [row] = await tx.select().from(leases).where(eq(leases.name, 'counter'))
        const fence = (row?.fence ?? 0) + 1
        await tx.update(leases).set({ fence }).where(eq(leases.name, 'counter'))
      })
    }
  }
  await Promise.all(Array.from({ length: 8 }, add))
  expect(await fenceOf(store, 'counter')).toBe(8 * rounds)
})

test('of eight that each see an empty place and fill it, one does', async () => {
  const store = await testStore()
  const fill = (n: number) =>
    store.tx(async (tx) => {
      if ((await tx.select().from(leases)).length > 0) return 0
      await note(`place ${n}`)(tx)
      return 1
    })
  const filled = await Promise.all(Array.from({ length: 8 }, (_, n) => fill(n)))
  expect(filled.filter((one) => one === 1)).toHaveLength(1)
  expect(await store.read.$count(leases)).toBe(1)
})

test('a transaction sees its own writes; readers see them when they stand', async () => {
  const store = await testStore()
  const [inside, outside] = await store.tx(async (tx) => {
    await note('a')(tx)
    return [await tx.$count(leases), await store.read.$count(leases)]
  })
  expect([inside, outside, await store.read.$count(leases)]).toEqual([1, 0, 1])
})

test('counts, sums and instants are numbers', async () => {
  const store = await testStore()
  await store.tx((tx) =>
    tx.insert(leases).values({ name: 'a', holder: 'me', expiresAt: 1_772_413_200_123, fence: 3 }),
  )
  const [row] = await store.read
    .select({
      count: sql`count(*)`.mapWith(Number),
      sum: sql`sum(${leases.fence})`.mapWith(Number),
      at: leases.expiresAt,
    })
    .from(leases)
    .groupBy(leases.expiresAt)
  expect(row).toEqual({ count: 1, sum: 3, at: 1_772_413_200_123 })
})

test('the seed applied while others write adds nothing twice', async () => {
  const store = await testStore()
  const seed = readSeed(lufengSeed)
  const added = await Promise.all([1, 2, 3].map(() => applySeed(store, seed, monday)))
  expect(added).toEqual([0, 0, 0])
})
