import { eq } from 'drizzle-orm'
import type { Actor } from '../db/actor.ts'
import { newId } from '../db/id.ts'
import { type Binding, bindings } from '../db/ledgers/binding.ts'
import { type Retiree, retireePlace, retirees } from '../db/ledgers/retiree.ts'
import { indexNames } from '../db/ledgers/retiree-name.ts'
import { phoneKeyOf } from '../db/ledgers/retiree-token.ts'
import { type Staff, staff } from '../db/ledgers/staff.ts'
import { bindStaff, type ChannelAccount, meetAccount } from '../db/messaging/channel-account.ts'
import type { Incoming, IncomingContent } from '../db/messaging/message.ts'
import { countyScope, scopeOf } from '../db/scope.ts'
import type { Store } from '../db/store.ts'
import { china } from '../policy/calendar.ts'
import { consentVersion } from '../policy/consent.ts'
import { allRights } from '../policy/proxy.ts'
import { centerRoles } from '../policy/role.ts'

export { china } from '../policy/calendar.ts'
export { testDatabase, testFolder, testStore, testVault } from './test-database.ts'

/** A Monday morning in working time. */
export const monday = china('2026-03-02 09:00')

/** The service acting by itself. */
export const system: Actor = { kind: 'system', id: 'test', scope: countyScope, center: true }

/** What a staff member does, as an actor. */
export const actorOf = (member: Staff): Actor => ({
  kind: 'staff',
  id: member.id,
  scope: scopeOf(member),
  center: centerRoles.includes(member.role),
})

let made = 0

/** A staff account; default: clerk of 广通. */
export async function makeStaff(store: Store, values: Partial<Staff> = {}): Promise<Staff> {
  const row: Staff = {
    id: newId(monday),
    login: `staff${++made}`,
    name: '李明',
    role: 'station_clerk',
    stationId: 'guangtong',
    passwordHash: 'none',
    status: 'active',
    createdAt: monday,
    ...values,
  }
  await store.tx((tx) => tx.insert(staff).values(row))
  return row
}

/** A person in the register; default: 张桂英 of 广通, without a telephone. */
export async function makeRetiree(
  store: Store,
  values: Partial<Retiree> = {},
  phone?: string,
): Promise<Retiree> {
  const id = values.id ?? newId(monday)
  const { vault } = store
  const row: Retiree = {
    id,
    name: '张桂英',
    sex: 'female',
    stationId: 'guangtong',
    bornOn: '1945-05-12',
    idNumber: null,
    idNumberKey: null,
    idLast4: null,
    workStartedOn: null,
    retiredOn: null,
    residence: null,
    patch: '',
    phone: phone === undefined ? null : vault.seal(retireePlace('phone', id), phone),
    phoneKey: phone === undefined ? null : (phoneKeyOf(vault, phone) ?? null),
    monthlyPensionFen: null,
    enterpriseId: null,
    personType: 'county_firm',
    category: 'retiree',
    hardship: 'no',
    vital: 'living',
    status: 'managed',
    checkResult: 'unchecked',
    meeting: 'unmet',
    clerkId: null,
    importId: null,
    createdAt: monday,
    ...values,
  }
  await store.tx(async (tx) => {
    await tx.insert(retirees).values(row)
    await indexNames(tx, eq(retirees.id, id))
  })
  return row
}

/** Ties an account to a person who may do everything, or as `values` say. */
export async function makeBinding(
  store: Store,
  account: Pick<ChannelAccount, 'id'>,
  person: Pick<Retiree, 'id' | 'stationId'>,
  values: Partial<Binding> = {},
): Promise<Binding> {
  const row = {
    id: newId(monday),
    accountId: account.id,
    retireeId: person.id,
    stationId: person.stationId,
    role: 'self' as const,
    relation: '',
    status: 'active' as const,
    ...allRights,
    proof: 'last4' as const,
    idLife: 'permanent' as const,
    consentVersion,
    consentAt: monday,
    since: monday,
    madeByKind: 'person',
    madeById: account.id,
    ...values,
  }
  const [made] = await store.tx((tx) => tx.insert(bindings).values(row).returning())
  if (made === undefined) throw new Error('no binding')
  return made
}

/** A message of somebody; every one has its own external id unless given. */
export function incoming(
  text: string,
  values: Partial<Omit<Incoming, 'content'>> & { content?: Partial<IncomingContent> } = {},
): Incoming {
  const { content, ...rest } = values
  return {
    channel: 'telegram',
    account: '42',
    externalId: `m${++made}`,
    peerId: '1001',
    idLife: 'permanent',
    sentAt: monday,
    ...rest,
    content: { kind: 'text', text, ...content },
  }
}

/** An account that has written before; bound to a staff member where one is given. */
export async function makeAccount(
  store: Store,
  values: Partial<Incoming> = {},
  member?: Staff,
): Promise<ChannelAccount> {
  return store.tx(async (tx) => {
    const account = await meetAccount(tx, { ...incoming(''), ...values }, monday)
    if (member !== undefined) await bindStaff(tx, account.id, member.id)
    return member === undefined ? account : { ...account, staffId: member.id }
  })
}
