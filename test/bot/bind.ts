import { type IssuedCard, issueContactCard } from '../../db/ledgers/contact-card-acts.ts'
import type { Retiree } from '../../db/ledgers/retiree.ts'
import type { Staff } from '../../db/ledgers/staff.ts'
import type { Store } from '../../db/store.ts'
import { makeAccount, makeBinding, makeRetiree, makeStaff, monday, system } from '../support.ts'
import type { Core } from './core.ts'

/** Makes a person in the register and ties the default peer of the channel to them. */
export async function bindRetiree(core: Core, values: Partial<Retiree> = {}, peerId = '1001') {
  const retiree = await makeRetiree(core.store, values)
  const account = await makeAccount(core.store, { channel: core.channel.channel, peerId })
  await makeBinding(core.store, account, retiree)
  return { retiree, account }
}

/** Makes a staff member whose chat account is `peerId`. */
export async function bindMember(core: Core, values: Partial<Staff> = {}, peerId = 'clerk') {
  const member = await makeStaff(core.store, values)
  const account = await makeAccount(core.store, { channel: core.channel.channel, peerId }, member)
  return { member, account }
}

/** Gives a person a contact card, and words with its code as it stands on paper. */
export async function giveCard(store: Store, retiree: Pick<Retiree, 'id'>): Promise<IssuedCard> {
  return store.tx((tx) => issueContactCard(tx, system, retiree.id, monday))
}
