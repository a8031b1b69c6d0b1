import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import {
  apiTokens,
  issueToken,
  revokeTokensOf,
  staffByToken,
} from '../../../db/access/api-token.ts'
import { oneUseCodes, storeCode, useCode } from '../../../db/access/one-use-code.ts'
import {
  closeSession,
  closeSessionsOf,
  findSession,
  openSession,
  sessionIdleMs,
  sessionMostMs,
  sessions,
  sweepSessions,
  touchSession,
} from '../../../db/access/session.ts'
import {
  countFailure,
  isThrottled,
  sweepThrottles,
  throttles,
} from '../../../db/access/throttle.ts'
import { staff } from '../../../db/ledgers/staff.ts'
import type { Store } from '../../../db/store.ts'
import { makeStaff, monday, testStore } from '../../support.ts'

const hour = 3_600_000

describe('a code', () => {
  const code = 'ABCDEFGHJK'
  const issue = (store: Store, subjectId: string | undefined, text = code, now = monday) =>
    store.tx((tx) =>
      storeCode(
        tx,
        { purpose: 'staff', code: text, ttlMs: hour, ...(subjectId ? { subjectId } : {}) },
        now,
      ),
    )
  const use = (store: Store, text = code, now = monday, purpose: 'staff' | 'setup' = 'staff') =>
    store.tx((tx) => useCode(tx, purpose, text, now))

  test('works once, for its purpose, until the millisecond it expires', async () => {
    const store = await testStore()
    await issue(store, 's1')
    expect(await use(store, code, monday, 'setup')).toBeUndefined()
    expect(await use(store, 'ABCDEFGHJM')).toBeUndefined()
    expect(await use(store, code, monday + hour)).toBeUndefined()
    expect(await use(store, code, monday + hour - 1)).toMatchObject({ subjectId: 's1' })
    expect(await use(store, code, monday + 1)).toBeUndefined()
  })

  test('is not kept in clear', async () => {
    const store = await testStore()
    await issue(store, 's1')
    expect(JSON.stringify(await store.read.select().from(oneUseCodes))).not.toContain(code)
  })

  test('issued anew voids the one before, of the same subject only', async () => {
    const store = await testStore()
    await issue(store, 's1', 'AAAAAAAAAA')
    await issue(store, 's2', 'BBBBBBBBBB')
    await issue(store, undefined, 'CCCCCCCCCC')
    await issue(store, 's1', 'DDDDDDDDDD')
    expect(await use(store, 'AAAAAAAAAA')).toBeUndefined()
    for (const text of ['BBBBBBBBBB', 'CCCCCCCCCC', 'DDDDDDDDDD']) {
      expect(await use(store, text), text).toBeDefined()
    }
  })

  test('used by eight at once works for one', async () => {
    const store = await testStore()
    await issue(store, 's1')
    const used = await Promise.all(Array.from({ length: 8 }, () => use(store)))
    expect(used.filter((row) => row !== undefined)).toHaveLength(1)
  })
})

describe('a throttle', () => {
  const limit = { failures: 3, windowMs: hour }
  const fail = (store: Store, now: number, key = 'login:a') =>
    store.tx((tx) => countFailure(tx, key, limit, now))
  const stopped = (store: Store, now: number, key = 'login:a') =>
    isThrottled(store.read, key, limit, now)

  test('stops at the last allowed failure until its window ends, each key by itself', async () => {
    const store = await testStore()
    for (const n of [0, 1, 2]) {
      expect(await stopped(store, monday + n)).toBe(false)
      await fail(store, monday + n)
    }
    expect(await stopped(store, monday + hour - 1)).toBe(true)
    expect(await stopped(store, monday + hour)).toBe(false)
    expect(await stopped(store, monday, 'login:b')).toBe(false)
  })

  test('a new window begins with the first failure after the old one, not with each failure', async () => {
    const store = await testStore()
    await fail(store, monday)
    await fail(store, monday + hour - 1)
    expect((await store.read.select().from(throttles))[0]?.windowEndsAt).toBe(monday + hour)
    await fail(store, monday + hour)
    expect(await store.read.select().from(throttles)).toEqual([
      { key: 'login:a', failures: 1, windowEndsAt: monday + 2 * hour },
    ])
  })

  test('failures at the same moment are all counted', async () => {
    const store = await testStore()
    await Promise.all(Array.from({ length: 8 }, () => fail(store, monday)))
    expect((await store.read.select().from(throttles))[0]?.failures).toBe(8)
  })

  test('windows that are over are swept', async () => {
    const store = await testStore()
    await fail(store, monday)
    await fail(store, monday + 10, 'login:b')
    await store.tx((tx) => sweepThrottles(tx, monday + hour + 5))
    expect((await store.read.select().from(throttles)).map(({ key }) => key)).toEqual(['login:b'])
  })
})

const disable = (store: Store, id: string) =>
  store.tx((tx) => tx.update(staff).set({ status: 'disabled' }).where(eq(staff.id, id)))

describe('a session', () => {
  async function open(store: Store) {
    const member = await makeStaff(store)
    const session = { hash: 'h', staffId: member.id, csrf: 'c' }
    await store.tx((tx) => openSession(tx, session, monday))
    return member
  }
  const find = (store: Store, now: number) => findSession(store.read, 'h', now)

  test('is found with its account, and another hash finds none', async () => {
    const store = await testStore()
    const member = await open(store)
    expect(await find(store, monday)).toMatchObject({ staff: member, session: { csrf: 'c' } })
    expect(await findSession(store.read, 'g', monday)).toBeUndefined()
  })

  test('ends after thirty idle minutes, and not before', async () => {
    const store = await testStore()
    await open(store)
    expect(await find(store, monday + sessionIdleMs - 1)).toBeDefined()
    expect(await find(store, monday + sessionIdleMs)).toBeUndefined()
  })

  test('in steady use ends after twelve hours, and not before', async () => {
    const store = await testStore()
    await open(store)
    for (let at = monday; at < monday + sessionMostMs; at += sessionIdleMs / 2) {
      expect(await find(store, at)).toBeDefined()
      await store.tx((tx) => touchSession(tx, 'h', at))
    }
    expect(await find(store, monday + sessionMostMs - 1)).toBeDefined()
    expect(await find(store, monday + sessionMostMs)).toBeUndefined()
    expect([sessionIdleMs, sessionMostMs]).toEqual([30 * 60_000, 12 * hour])
  })

  test('ends at once when its account is disabled, when it is closed, and with all others of the account', async () => {
    const store = await testStore()
    const member = await open(store)
    await disable(store, member.id)
    expect(await find(store, monday)).toBeUndefined()
    await store.tx((tx) => tx.update(staff).set({ status: 'active' }))
    await store.tx((tx) => closeSession(tx, 'other'))
    expect(await find(store, monday)).toBeDefined()
    await store.tx((tx) => closeSessionsOf(tx, 'somebody else'))
    expect(await find(store, monday)).toBeDefined()
    await store.tx((tx) => closeSessionsOf(tx, member.id))
    expect(await find(store, monday)).toBeUndefined()
    await store.tx((tx) => openSession(tx, { hash: 'h', staffId: member.id, csrf: 'c' }, monday))
    await store.tx((tx) => closeSession(tx, 'h'))
    expect(await find(store, monday)).toBeUndefined()
  })

  test('that ended is swept, one that lives is not', async () => {
    const store = await testStore()
    await open(store)
    await store.tx((tx) => sweepSessions(tx, monday + sessionIdleMs - 1))
    expect(await store.read.$count(sessions)).toBe(1)
    await store.tx((tx) => sweepSessions(tx, monday + sessionIdleMs + 1))
    expect(await store.read.$count(sessions)).toBe(0)
  })
})

describe('a token', () => {
  const day = 24 * hour
  const by = (store: Store, now: number, hash = 'h') => staffByToken(store.read, hash, now)

  test('stands for its account for its days, and not while the account is disabled', async () => {
    const store = await testStore()
    const member = await makeStaff(store)
    await store.tx((tx) => issueToken(tx, { staffId: member.id, hash: 'h', days: 7 }, monday))
    expect(await by(store, monday + 7 * day - 1)).toEqual(member)
    expect(await by(store, monday + 7 * day)).toBeUndefined()
    expect(await by(store, monday, 'g')).toBeUndefined()
    await disable(store, member.id)
    expect(await by(store, monday)).toBeUndefined()
  })

  test('is revoked with all of its account, and no other', async () => {
    const store = await testStore()
    const [one, two] = [await makeStaff(store), await makeStaff(store)]
    for (const [staffId, hash] of [
      [one.id, 'a'],
      [one.id, 'b'],
      [two.id, 'c'],
    ] as const) {
      await store.tx((tx) => issueToken(tx, { staffId, hash, days: 1 }, monday))
    }
    await store.tx((tx) => revokeTokensOf(tx, one.id))
    expect((await store.read.select().from(apiTokens)).map(({ hash }) => hash)).toEqual(['c'])
  })
})
