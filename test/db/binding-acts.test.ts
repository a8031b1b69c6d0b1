import { asc, eq } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Actor } from '../../db/actor.ts'
import { auditEntries } from '../../db/audit.ts'
import { LedgerError, violation } from '../../db/errors.ts'
import { type Binding, bindings, waitingBindings } from '../../db/ledgers/binding.ts'
import {
  acceptBinding,
  bindAccount,
  dropBinding,
  endBinding,
  grantBinding,
  holdBinding,
  type NewBinding,
} from '../../db/ledgers/binding-acts.ts'
import { bindingById, peopleOf } from '../../db/ledgers/find-binding.ts'
import type { retirees } from '../../db/ledgers/retiree.ts'
import { transferRetirees } from '../../db/ledgers/transfer-retiree.ts'
import type { ChannelAccount } from '../../db/messaging/channel-account.ts'
import { countyScope } from '../../db/scope.ts'
import type { Store } from '../../db/store.ts'
import { consentVersion } from '../../policy/consent.ts'
import { proxyRights, rightSets } from '../../policy/proxy.ts'
import {
  actorOf,
  makeAccount,
  makeBinding,
  makeRetiree,
  makeStaff,
  monday,
  system,
  testStore,
} from '../support.ts'

const personOf = (account: ChannelAccount): Actor => ({
  kind: 'person',
  id: account.id,
  scope: countyScope,
  center: false,
})
const all = (store: Store): Promise<Binding[]> =>
  Promise.resolve(store.read.select().from(bindings).orderBy(asc(bindings.id)))
const rights = Object.keys(proxyRights) as (keyof typeof proxyRights)[] // Cast: the keys of the very record.

interface World {
  readonly store: Store
  readonly people: readonly (typeof retirees.$inferSelect)[]
  readonly accounts: readonly ChannelAccount[]
}

async function world(): Promise<World> {
  const store = await testStore()
  const people = [await makeRetiree(store), await makeRetiree(store, { name: '李长寿' })]
  const accounts = []
  for (const peerId of ['a', 'b', 'c']) accounts.push(await makeAccount(store, { peerId }))
  return { store, people, accounts }
}

type Step =
  | { act: 'bind'; who: number; whom: number; role: NewBinding['role']; proof: NewBinding['proof'] }
  | { act: 'grant' | 'hold' | 'accept' | 'agree' | 'drop' | 'end'; at: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    act: fc.constant('bind' as const),
    who: fc.nat(2),
    whom: fc.nat(1),
    role: fc.constantFrom('self' as const, 'family' as const),
    proof: fc.constantFrom('last4' as const, 'bornOn' as const, 'none' as const),
  }),
  fc.record({
    act: fc.constantFrom('grant', 'hold', 'accept', 'agree', 'drop', 'end'),
    at: fc.nat(20),
  }) as fc.Arbitrary<Step>, // Cast: one of the acts by name.
)

async function take({ store, people, accounts }: World, now: number, it: Step): Promise<void> {
  if (it.act === 'bind') {
    const [account, person] = [accounts[it.who], people[it.whom]]
    if (account === undefined || person === undefined) return
    const relation = it.role === 'self' ? '' : '女儿'
    const wanted = { account, person, role: it.role, relation, proof: it.proof }
    await store.tx((tx) => bindAccount(tx, wanted, personOf(account), now))
    return
  }
  const rows = await all(store)
  const row = rows[it.at % Math.max(1, rows.length)]
  if (row === undefined) return
  await store.tx(async (tx) => {
    if (it.act === 'grant') await grantBinding(tx, row, 'usual', system, now)
    if (it.act === 'hold') await holdBinding(tx, row, system, now)
    if (it.act === 'accept') await acceptBinding(tx, row.id, { checked: 'met' }, system, now)
    if (it.act === 'agree')
      await acceptBinding(tx, row.id, { checked: 'met', rights: 'all' }, system, now)
    if (it.act === 'drop') await dropBinding(tx, row.id, 'by_staff', system, now)
    if (it.act === 'end') await endBinding(tx, row, 'by_account', system, now)
  })
}

/** What holds of every row whatever was done. */
function expectSound(before: readonly Binding[], after: readonly Binding[]): void {
  const open = after.filter(({ status }) => status !== 'ended')
  const pairs = open.map(({ accountId, retireeId }) => `${accountId} ${retireeId}`)
  expect(new Set(pairs).size).toBe(pairs.length)
  for (const row of after) {
    expect(row.status === 'ended').toBe(row.until !== null && row.endReason !== null)
    expect(row.consentVersion).toBe(consentVersion)
    if (row.status === 'active') expect(row.proof).not.toBe('none')
    if (row.status === 'active' && row.role === 'family') expect(row.grantedAt).not.toBeNull()
    if (row.status === 'unproven' || row.status === 'asked')
      expect(rights.map((right) => row[right])).toEqual(['no', 'no', 'no', 'no'])
  }
  for (const was of before) {
    const is = after.find(({ id }) => id === was.id)
    expect(is).toMatchObject({
      accountId: was.accountId,
      retireeId: was.retireeId,
      role: was.role,
      since: was.since,
    })
    if (was.status === 'ended') expect(is).toEqual(was)
  }
}

test('whatever is done in whatever order, no binding is moved, lost or doubled, and refusals change nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      const made = await world()
      let now = monday
      for (const it of steps) {
        now += 1000
        const before = await all(made.store)
        const entries = await made.store.read.$count(auditEntries)
        const outcome = await take(made, now, it).catch((error: unknown) => error)
        const after = await all(made.store)
        expectSound(before, after)
        if (outcome === undefined) continue
        expect(outcome).toBeInstanceOf(LedgerError)
        expect(after).toEqual(before)
        expect(await made.store.read.$count(auditEntries)).toBe(entries)
      }
    }),
    { numRuns: 25 },
  )
}, 120_000)

describe('the rules of the table itself', () => {
  const wrong: [string, Partial<Binding>][] = [
    ['an end without a reason', { status: 'ended', until: monday }],
    ['a reason without an end', { endReason: 'by_staff' }],
    ['family without a relation', { role: 'family', grantedAt: monday }],
    ['the person with a relation', { relation: '女儿' }],
    ['family at work without consent', { role: 'family', relation: '女儿' }],
    ['somebody at work who proved nothing', { proof: 'none' }],
    ['no version of what was agreed to', { consentVersion: '' }],
  ]
  test.each(wrong)('%s is refused', async (_, values) => {
    const store = await testStore()
    const [account, person] = [await makeAccount(store), await makeRetiree(store)]
    const error = await makeBinding(store, account, person, values).catch((one: unknown) => one)
    expect(violation(error)).toBe('check')
  })

  test('two that hold between one account and one person are refused, after an end another may begin', async () => {
    const store = await testStore()
    const [account, person] = [await makeAccount(store), await makeRetiree(store)]
    await makeBinding(store, account, person)
    const error = await makeBinding(store, account, person).catch((one: unknown) => one)
    expect(violation(error)).toBe('unique')
    const over = { status: 'ended', until: monday, endReason: 'by_account' } as const
    await store.tx((tx) => tx.update(bindings).set(over))
    await makeBinding(store, account, person)
    expect((await all(store)).map(({ status }) => status)).toEqual(['ended', 'active'])
  })
})

test('two requests at once make one binding', async () => {
  const { store, people, accounts } = await world()
  const [account, person] = [accounts[0], people[0]]
  if (account === undefined || person === undefined) throw new Error('no world')
  const wanted = { account, person, role: 'self', relation: '', proof: 'last4' } as const
  const both = [1, 2].map((n) =>
    store.tx((tx) => bindAccount(tx, wanted, personOf(account), monday + n)),
  )
  const [one, two] = await Promise.all(both)
  expect(one?.id).toBe(two?.id)
  expect(await all(store)).toHaveLength(1)
})

test('one account speaks for several people, one person through several accounts', async () => {
  const { store, people, accounts } = await world()
  for (const account of accounts.slice(0, 2))
    for (const person of people) await makeBinding(store, account, person)
  for (const account of accounts.slice(0, 2))
    expect((await peopleOf(store.read, account.id)).map(({ person }) => person.name)).toEqual([
      '张桂英',
      '李长寿',
    ])
  expect(await peopleOf(store.read, accounts[2]?.id ?? '')).toEqual([])
})

test.each(
  Object.keys(rightSets) as (keyof typeof rightSets)[],
)('what is agreed to as %s is what may be done', async (set) => {
  const store = await testStore()
  const kin = { role: 'family', relation: '女儿', status: 'asked' } as const
  const binding = await makeBinding(store, await makeAccount(store), await makeRetiree(store), kin)
  await store.tx((tx) => grantBinding(tx, binding, set, system, monday))
  expect(await all(store)).toMatchObject([{ status: 'active', ...rightSets[set] }])
})

test('a person who moves takes their bindings to the new station, whose clerk alone finds them', async () => {
  const store = await testStore()
  const person = await makeRetiree(store)
  const { id } = await makeBinding(store, await makeAccount(store), person)
  const [old, fresh] = [
    actorOf(await makeStaff(store)),
    actorOf(await makeStaff(store, { stationId: 'heijing' })),
  ]
  const to = { stationId: 'heijing', reason: '搬家' }
  await store.tx((tx) => transferRetirees(tx, { ids: [person.id] }, to, system, monday))
  expect(await bindingById(store.read, fresh.scope, id)).toMatchObject({ stationId: 'heijing' })
  await expect(bindingById(store.read, old.scope, id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(
    store.tx((tx) => dropBinding(tx, id, 'by_staff', old, monday)),
  ).rejects.toMatchObject({ code: 'not_found' })
})

test('every state but the last can be decided or ended, and says who did it', async () => {
  const store = await testStore()
  const clerk = await makeStaff(store)
  for (const status of [...waitingBindings, 'active'] as const) {
    const account = await makeAccount(store, { peerId: `peer-${status}` })
    const proof = status === 'unproven' ? 'none' : 'last4'
    const { id } = await makeBinding(store, account, await makeRetiree(store), { status, proof })
    await store.tx((tx) => dropBinding(tx, id, 'by_staff', actorOf(clerk), monday))
    const [row] = await store.read.select().from(bindings).where(eq(bindings.id, id))
    expect(row).toMatchObject({ status: 'ended', endedByKind: 'staff', endedById: clerk.id })
    await expect(
      store.tx((tx) => dropBinding(tx, id, 'by_staff', actorOf(clerk), monday)),
    ).rejects.toMatchObject({ code: 'binding_refused' })
  }
})
