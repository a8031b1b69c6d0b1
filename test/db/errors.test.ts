import { eq, sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { audit, auditEntries, auditLinks } from '../../db/audit.ts'
import { errorName, isSerializationFailure, NotFound, violation } from '../../db/errors.ts'
import { leases } from '../../db/lease.ts'
import { findRetiree, retirees } from '../../db/ledgers/retiree.ts'
import { staff } from '../../db/ledgers/staff.ts'
import { stations } from '../../db/ledgers/station.ts'
import type { Tx } from '../../db/store.ts'
import { makeRetiree, makeStaff, monday, system, testStore } from '../support.ts'

const person = {
  id: 'r',
  name: '王秀英',
  sex: 'female',
  bornOn: '1945-05-12',
  stationId: 'guangtong',
  vital: 'living',
  createdAt: monday,
} as const

const lease = { name: 'a', holder: 'me', expiresAt: 0, fence: 1 }
const link = { seq: 1, prevHash: 'p', hash: 'h' }

/** Cast: what the types forbid and the database must refuse all the same. */
const wrong = (values: Record<string, unknown>) => ({ ...person, ...values }) as typeof person

const broken: readonly [string, string, (tx: Tx) => Promise<unknown>][] = [
  ['unique', 'a second row with a primary key', (tx) => twice(tx, 'key')],
  ['unique', 'a second row with a whole number as primary key', (tx) => twice(tx, 'seq')],
  ['unique', 'a second row with a unique column', (tx) => twice(tx, 'login')],
  [
    'foreign',
    'a row that points nowhere',
    async (tx) => tx.insert(retirees).values(wrong({ stationId: 'nowhere' })),
  ],
  [
    'foreign',
    'removing what others point at',
    async (tx) => {
      await tx.insert(retirees).values(person)
      await tx.insert(staff).values(member('x'))
      await tx.delete(stations).where(eq(stations.id, 'guangtong'))
    },
  ],
  ['check', 'a value no list has', async (tx) => tx.insert(retirees).values(wrong({ vital: '?' }))],
  ['notnull', 'a missing value', async (tx) => tx.insert(retirees).values(wrong({ vital: null }))],
  [
    'trigger',
    'a change of what only grows',
    async (tx) => {
      await audit(tx, system, 'staff.add', 's', monday)
      await tx.update(auditEntries).set({ action: 'b' })
    },
  ],
]

const member = (login: string) => ({
  id: login,
  login: 'same',
  name: '李明',
  role: 'auditor' as const,
  passwordHash: '',
  status: 'active' as const,
  createdAt: monday,
})

async function twice(tx: Tx, what: 'key' | 'seq' | 'login'): Promise<void> {
  if (what === 'key') await tx.insert(leases).values([lease, lease])
  if (what === 'login') await tx.insert(staff).values([member('a'), member('b')])
  await audit(tx, system, 'staff.add', 's', monday)
  await audit(tx, system, 'staff.reset', 's', monday)
  const [one, two] = await tx.select().from(auditEntries)
  const of = (id = '', n = 0) => ({ ...link, entryId: id, prevHash: `p${n}` })
  await tx.insert(auditLinks).values([of(one?.id, 1), of(two?.id, 2)])
}

describe('a rule of the database', () => {
  test.each(broken)('%s: %s', async (kind, _, work) => {
    const store = await testStore()
    const error = await store.tx(work).catch((reason: unknown) => reason)
    expect(violation(error)).toBe(kind)
    expect(violation(new Error('outer', { cause: error }))).toBe(kind)
    expect(isSerializationFailure(error)).toBe(false)
  })

  test('no other error reports one', async () => {
    const store = await testStore()
    const noTable = store.tx(async (tx) => {
      await tx.select({ a: sql`nothing_here` }).from(staff)
    })
    expect(violation(await noTable.catch((error: unknown) => error))).toBeUndefined()
    for (const other of [undefined, null, 'text', 23505, new Error('x'), { code: '23505' }]) {
      expect(violation(other)).toBeUndefined()
    }
  })
})

test.each([
  ['40001', true],
  ['40P01', true],
  ['23505', false],
])('code %s is worth another try: %s', (code, again) => {
  const error = Object.assign(new Error('x'), { code })
  expect(isSerializationFailure(error)).toBe(again)
  expect(isSerializationFailure(new Error('outer', { cause: error }))).toBe(again)
})

test('names an error for the log by class and code, without its text', async () => {
  const store = await testStore()
  const one = await makeStaff(store)
  const again = await makeStaff(store, { login: one.login }).catch((error: unknown) => error)
  expect(errorName(again)).toMatch(/^\w+:(SQLITE_CONSTRAINT_UNIQUE|23505)$/)
  expect(errorName(new RangeError('张桂英 13800138000'))).toBe('RangeError')
  expect(errorName('张桂英')).toBe('string')
  expect(errorName(undefined)).toBe('undefined')
})

test('a foreign row and a missing one look the same', async () => {
  expect(new NotFound('工作站')).toMatchObject({
    code: 'not_found',
    message: '没有找到这条工作站。',
  })
  expect(new NotFound().message).toBe('没有找到这条记录。')
  const store = await testStore()
  const known = await makeRetiree(store)
  expect(await findRetiree(store.read, known.id)).toEqual(known)
  expect(await findRetiree(store.read, 'none')).toBeUndefined()
})
