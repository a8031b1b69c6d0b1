import { eq } from 'drizzle-orm'
import type { Retiree } from '../../db/ledgers/retiree.ts'
import type { Staff } from '../../db/ledgers/staff.ts'
import { channelAccounts } from '../../db/messaging/channel-account.ts'
import { makeAccount, makeRetiree, makeStaff } from '../support.ts'
import type { Core } from './core.ts'

/** Makes a person in the register and ties the default peer of the channel to them. */
export async function bindRetiree(core: Core, values: Partial<Retiree> = {}, peerId = '1001') {
  const retiree = await makeRetiree(core.store, values)
  const account = await makeAccount(core.store, { channel: core.channel.channel, peerId })
  await core.store.tx((tx) =>
    tx
      .update(channelAccounts)
      .set({ retireeId: retiree.id })
      .where(eq(channelAccounts.id, account.id)),
  )
  return { retiree, account }
}

/** Makes a staff member whose chat account is `peerId`. */
export async function bindMember(core: Core, values: Partial<Staff> = {}, peerId = 'clerk') {
  const member = await makeStaff(core.store, values)
  const account = await makeAccount(core.store, { channel: core.channel.channel, peerId }, member)
  return { member, account }
}
