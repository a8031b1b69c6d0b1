import { and, asc, desc, eq, inArray, ne, sql } from 'drizzle-orm'
import type { ProxyRight } from '../../policy/proxy.ts'
import { NotFound } from '../errors.ts'
import { type ChannelAccount, channelAccounts } from '../messaging/channel-account.ts'
import { type Scope, within } from '../scope.ts'
import { statement } from '../statement.ts'
import type { Db } from '../store.ts'
import { type Binding, bindings } from './binding.ts'
import { contactCards } from './contact-card.ts'
import { type Retiree, retirees } from './retiree.ts'

/** Longest list of one person's bindings. */
const shownBindings = 50

/** Somebody an account speaks for, with what it may do for them. */
export interface BoundPerson {
  readonly binding: Binding
  readonly person: Retiree
}

const selectPeople = statement((db: Db, name) =>
  db
    .select({ binding: bindings, person: retirees })
    .from(bindings)
    .innerJoin(retirees, eq(retirees.id, bindings.retireeId))
    .where(and(eq(bindings.accountId, sql.placeholder('accountId')), eq(bindings.status, 'active')))
    .orderBy(asc(bindings.since), asc(bindings.id))
    .prepare(name),
)

/** Everybody an account speaks for now, the first bound first. */
export const peopleOf = (db: Db, accountId: string): Promise<BoundPerson[]> =>
  selectPeople(db).execute({ accountId })

/** The binding between an account and a person that is not over. */
export async function currentBinding(
  db: Db,
  accountId: string,
  retireeId: string,
): Promise<Binding | undefined> {
  const [row] = await db
    .select()
    .from(bindings)
    .where(
      and(
        eq(bindings.accountId, accountId),
        eq(bindings.retireeId, retireeId),
        ne(bindings.status, 'ended'),
      ),
    )
  return row
}

/** One binding within the scope. @throws {NotFound} */
export async function bindingById(db: Db, scope: Scope, bindingId: string): Promise<Binding> {
  const [row] = await db
    .select()
    .from(bindings)
    .where(and(eq(bindings.id, bindingId), within(bindings.stationId, scope)))
  if (row === undefined) throw new NotFound('绑定')
  return row
}

/** Bindings of an account that are not over, whatever they wait for, with the names of the people. */
export async function openBindingsOf(db: Db, accountId: string) {
  return db
    .select({ binding: bindings, name: retirees.name })
    .from(bindings)
    .innerJoin(retirees, eq(retirees.id, bindings.retireeId))
    .where(and(eq(bindings.accountId, accountId), ne(bindings.status, 'ended')))
    .orderBy(asc(bindings.since), asc(bindings.id))
}

/**
 * Bindings of others to the people who are themselves at an account, that are not over: what the owner may stop. Of the
 * person's own accounts only those that came later: who came last must not shut out who was there before.
 */
export async function othersBindings(db: Db, people: readonly BoundPerson[]) {
  const own = new Map(
    people
      .filter(({ binding }) => binding.role === 'self')
      .map(({ binding }) => [binding.retireeId, binding]),
  )
  if (own.size === 0) return []
  const rows = await db
    .select({ binding: bindings, channel: channelAccounts.channel })
    .from(bindings)
    .innerJoin(channelAccounts, eq(channelAccounts.id, bindings.accountId))
    .where(and(inArray(bindings.retireeId, [...own.keys()]), ne(bindings.status, 'ended')))
    .orderBy(asc(bindings.since), asc(bindings.id))
  return rows.filter(({ binding }) => {
    const mine = own.get(binding.retireeId)
    return binding.role === 'family' || (mine !== undefined && binding.id > mine.id)
  })
}

/** Every binding of a person with its channel, those that hold or wait first. The caller has checked who may. */
export async function bindingsOf(db: Db, retireeId: string) {
  return db
    .select({ binding: bindings, channel: channelAccounts.channel })
    .from(bindings)
    .innerJoin(channelAccounts, eq(channelAccounts.id, bindings.accountId))
    .where(eq(bindings.retireeId, retireeId))
    .orderBy(sql`case when ${bindings.status} = 'ended' then 1 else 0 end`, desc(bindings.since))
    .limit(shownBindings)
}

/** Whether what an account may do for a person includes this. */
export const may = (bound: BoundPerson | undefined, right: ProxyRight): boolean =>
  bound?.binding[right] === 'yes'

/** Whom the talk with an account is about: the only one, else the one chosen last as long as that holds. */
export const personOfTalk = (
  people: readonly BoundPerson[],
  chosenId: string | null,
): BoundPerson | undefined =>
  people.length === 1 ? people[0] : people.find(({ person }) => person.id === chosenId)

/** Whose matter a report is and who speaks for them, for a petition; nothing where the account speaks for itself only. */
export function reporterOf(bound: BoundPerson | undefined) {
  if (bound === undefined || !may(bound, 'reports')) return {}
  const { binding, person } = bound
  const own = { retireeId: person.id, stationId: person.stationId }
  return binding.role === 'self' ? own : { ...own, proxy: binding.relation }
}

/** The number of the card that a person holds; undefined where there is none. */
export async function cardNoOf(db: Db, retireeId: string): Promise<string | undefined> {
  const [row] = await db
    .select({ serialNo: contactCards.serialNo })
    .from(contactCards)
    .where(and(eq(contactCards.retireeId, retireeId), eq(contactCards.status, 'active')))
  return row?.serialNo
}

/** The person's own accounts that hold. */
export async function ownAccounts(db: Db, retireeId: string): Promise<ChannelAccount[]> {
  const rows = await db
    .select({ account: channelAccounts })
    .from(bindings)
    .innerJoin(channelAccounts, eq(channelAccounts.id, bindings.accountId))
    .where(
      and(
        eq(bindings.retireeId, retireeId),
        eq(bindings.status, 'active'),
        eq(bindings.role, 'self'),
      ),
    )
  return rows.map(({ account }) => account)
}
