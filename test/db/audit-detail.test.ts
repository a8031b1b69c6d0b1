import { asc } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AuditDetail,
  audit,
  auditEntries,
  firstBrokenLink,
  linkAudit,
} from '../../db/audit.ts'
import { type AuditAction, auditActionLabels } from '../../db/audit-action.ts'
import { checkRetiree } from '../../db/ledgers/handover.ts'
import { markIntake, markMeeting } from '../../db/ledgers/intake.ts'
import { registerRetiree } from '../../db/ledgers/register-retiree.ts'
import { addStaff, operator } from '../../db/ledgers/staff-acts.ts'
import { assignClerk, handOverWork } from '../../db/ledgers/staff-handover.ts'
import { updateStation } from '../../db/ledgers/station-acts.ts'
import { transferRetirees } from '../../db/ledgers/transfer-retiree.ts'
import { updateRetiree } from '../../db/ledgers/update-retiree.ts'
import type { Store } from '../../db/store.ts'
import { newPerson } from '../people.ts'
import { makeStaff, monday, system, testStore } from '../support.ts'
import { register } from './ledgers/petitions.ts'

const entries = (store: Store) =>
  store.read.select().from(auditEntries).orderBy(asc(auditEntries.at), asc(auditEntries.id))

const key = fc.stringMatching(/^[A-Za-z][A-Za-z_]{0,9}$/)
const value = fc.oneof(fc.constant(null), fc.integer(), fc.stringMatching(/^[\w,.:#-]{0,20}$/))
const facts = fc.uniqueArray(fc.tuple(key, value), { maxLength: 8, selector: ([name]) => name })

describe('the detail of an entry', () => {
  test('is the same text in whatever order its facts are given, with sorted keys and every fact', async () => {
    const store = await testStore()
    let now = monday
    await fc.assert(
      fc.asyncProperty(facts, async (given) => {
        now += 1
        const at = now
        const both = [given, given.toReversed()].map(
          (list): AuditDetail => Object.fromEntries(list),
        )
        await store.tx(async (tx) => {
          for (const detail of both) await audit(tx, system, 'ledger.export', 'x:1', at, detail)
        })
        const [one, other] = (await entries(store)).filter((entry) => entry.at === at)
        expect(one?.detail).toBe(other?.detail)
        const read: AuditDetail = JSON.parse(one?.detail ?? '')
        expect(read).toEqual(Object.fromEntries(given))
        expect(Object.keys(read)).toEqual(given.map(([name]) => name).toSorted())
      }),
      { numRuns: 80 },
    )
  })

  test('is an empty object where there is nothing to say', async () => {
    const store = await testStore()
    await store.tx((tx) => audit(tx, system, 'import.undo', 'retiree_imports:1', monday))
    expect(await entries(store)).toMatchObject([{ detail: '{}', action: 'import.undo' }])
  })

  test('goes with the transaction it describes, in all its entries', async () => {
    const store = await testStore()
    const work = store.tx(async (tx) => {
      await audit(tx, system, 'staff.add', 'staff:1', monday, { role: 'auditor' })
      await audit(tx, system, 'staff.add', 'staff:2', monday, { role: 'auditor' })
      throw new Error('taken back')
    })
    await expect(work).rejects.toThrow('taken back')
    expect(await entries(store)).toEqual([])
  })
})

describe('the chain over entries of every kind', () => {
  test('is whole whatever was done, in whatever portions it is linked', async () => {
    const actions = Object.keys(auditActionLabels) as AuditAction[]
    const portions = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(portions, async (limits) => {
        const store = await testStore()
        await store.tx(async (tx) => {
          for (const [n, action] of actions.entries())
            await audit(tx, system, action, `x:${n}`, monday + (n % 5), { n, of: action })
        })
        const late = monday + 60_000
        let linked = 0
        for (const limit of limits) {
          const now = await store.tx((tx) => linkAudit(tx, late, limit))
          expect(now).toBe(Math.min(limit, actions.length - linked))
          linked += now
          expect(await firstBrokenLink(store.read)).toBeUndefined()
        }
        await store.tx((tx) => linkAudit(tx, late))
        expect(await store.tx((tx) => linkAudit(tx, late))).toBe(0)
      }),
      { numRuns: 4 },
    )
  })

  test.each([
    [9_999, 0],
    [10_000, 1],
    [10_001, 1],
  ])('takes in an entry that is %i ms old: %i', async (age, linked) => {
    const store = await testStore()
    await store.tx((tx) => audit(tx, system, 'staff.add', 'staff:1', monday))
    expect(await store.tx((tx) => linkAudit(tx, monday + age))).toBe(linked)
  })
})

/** A day of work, by the acts themselves. */
async function workingDay(store: Store): Promise<readonly string[]> {
  const secrets = ['杨丽华', '和尚村', '13987650001', '搬到昆明女儿家', '办事大厅没有座位']
  const [name = '', residence = '', phone = '', note = ''] = secrets
  const [from, to] = [await makeStaff(store), await makeStaff(store)]
  await store.tx(async (tx) => {
    const person = newPerson({ name, residence: `禄丰县广通镇${residence}`, phone })
    const { id } = await registerRetiree(tx, person, system, monday)
    await updateRetiree(tx, id, { name: `${name}芬`, patch: residence }, system, monday)
    await markIntake(tx, id, 'paid_in', '2026-03-01', system, monday)
    await markMeeting(tx, id, ['met', 'agreed'], '2026-03-01', system, monday)
    await assignClerk(tx, { stationId: 'guangtong', staffId: from.id }, system, monday)
    await handOverWork(tx, from.id, to.id, system, monday)
    await checkRetiree(tx, id, { result: 'differs', kind: 'moved', note }, system, monday)
    const moved = { stationId: 'heijing', reason: note }
    await transferRetirees(tx, { ids: [id] }, moved, system, monday)
    await updateStation(tx, 'guangtong', { phone, contactName: name }, system, monday)
    const member = { login: 'newcomer', name, role: 'station_clerk', stationId: 'heijing' } as const
    await addStaff(tx, { ...member, passwordHash: 'none' }, operator, monday)
  })
  await register(store, { name, phone })
  return secrets
}

test('what a day of work leaves in the audit are sorted facts in ids and codes, and no word of anybody', async () => {
  const store = await testStore()
  const secrets = await workingDay(store)
  const all = await entries(store)
  expect(new Set(all.map(({ action }) => action)).size).toBeGreaterThanOrEqual(10)
  for (const { detail, subject } of all) {
    const read: AuditDetail = JSON.parse(detail)
    expect(Object.keys(read)).toEqual(Object.keys(read).toSorted())
    expect(detail).not.toMatch(/\p{Script=Han}/u)
    for (const secret of secrets) expect(detail + subject).not.toContain(secret)
    for (const fact of Object.values(read)) expect(['string', 'number']).toContain(typeof fact)
  }
})
