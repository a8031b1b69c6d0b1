import { eq, sql } from 'drizzle-orm'
import { expect, test, vi } from 'vitest'
import { databaseNow } from '../../db/columns.ts'
import { dropLease, leases, takeLease } from '../../db/lease.ts'
import type { Store } from '../../db/store.ts'
import { testStore } from '../support.ts'

const minute = 60_000

async function row(store: Store, name = 'deliver') {
  const [lease] = await store.read
    .select({ lease: leases, now: databaseNow.mapWith(Number) })
    .from(leases)
    .where(eq(leases.name, name))
  if (lease === undefined) throw new Error('no lease')
  return lease
}

/** Puts the end of the lease into the past, as time does. */
const expire = (store: Store) =>
  store.tx((tx) => tx.update(leases).set({ expiresAt: sql`${databaseNow} - 1` }))

test('the first holder gets it, renews it under the same fence, and others are refused', async () => {
  const store = await testStore()
  expect(await takeLease(store, 'deliver', 'a', minute)).toBe(1)
  const first = await row(store)
  expect(await takeLease(store, 'deliver', 'b', minute)).toBeUndefined()
  expect((await row(store)).lease).toEqual(first.lease)
  await vi.waitFor(async () => expect((await row(store)).now).toBeGreaterThan(first.now))
  expect(await takeLease(store, 'deliver', 'a', minute)).toBe(1)
  expect((await row(store)).lease.expiresAt).toBeGreaterThan(first.lease.expiresAt)
})

test('leases of different names have nothing to do with each other', async () => {
  const store = await testStore()
  expect(await takeLease(store, 'deliver', 'a', minute)).toBe(1)
  expect(await takeLease(store, 'audit', 'b', minute)).toBe(1)
})

test('an expired one goes to another under a higher fence', async () => {
  const store = await testStore()
  await takeLease(store, 'deliver', 'a', minute)
  await expire(store)
  expect(await takeLease(store, 'deliver', 'b', minute)).toBe(2)
  expect(await takeLease(store, 'deliver', 'a', minute)).toBeUndefined()
  await expire(store)
  expect(await takeLease(store, 'deliver', 'a', minute)).toBe(3)
})

test('one given back is free at once, and its fence still grows', async () => {
  const store = await testStore()
  await takeLease(store, 'deliver', 'a', minute)
  await dropLease(store, 'deliver', 'b')
  expect(await takeLease(store, 'deliver', 'b', minute)).toBeUndefined()
  await dropLease(store, 'deliver', 'a')
  expect(await takeLease(store, 'deliver', 'b', minute)).toBe(2)
})

test('its end counts from the clock of the database, not of this process', async () => {
  const store = await testStore()
  vi.useFakeTimers({ now: 0, toFake: ['Date'] })
  try {
    await takeLease(store, 'deliver', 'a', minute)
  } finally {
    vi.useRealTimers()
  }
  const { lease, now } = await row(store)
  expect(lease.expiresAt - now).toBeGreaterThan(minute - 5_000)
  expect(lease.expiresAt - now).toBeLessThanOrEqual(minute)
  expect(Math.abs(now - Date.now())).toBeLessThan(60_000)
})

test('of ten that reach for it at once, one gets it', async () => {
  const store = await testStore()
  const fences = await Promise.all(
    Array.from({ length: 10 }, (_, n) => takeLease(store, 'deliver', `p${n}`, minute)),
  )
  expect(fences.filter((fence) => fence !== undefined)).toEqual([1])
})
