import { eq } from 'drizzle-orm'
import { peopleOf, personOfTalk, reporterOf } from '../ledgers/find-binding.ts'
import { petitionOfDraft } from '../ledgers/petition-draft.ts'
import { registerPetition } from '../ledgers/register-petition.ts'
import { centerStation } from '../ledgers/station.ts'
import { countyScope } from '../scope.ts'
import type { Tx } from '../store.ts'
import { channelAccounts } from './channel-account.ts'
import {
  keepForStaff,
  loadConversation,
  markReminded,
  type OpenConversation,
} from './conversation.ts'
import { queueMessages } from './queue-message.ts'

async function accountById(tx: Tx, accountId: string) {
  const [row] = await tx.select().from(channelAccounts).where(eq(channelAccounts.id, accountId))
  return row
}

/** Reminds a person once that a report is not finished. False when the talk went on meanwhile. */
export async function remindUnfinished(
  tx: Tx,
  found: OpenConversation,
  now: number,
): Promise<boolean> {
  const account = await accountById(tx, found.accountId)
  if (account === undefined || !(await markReminded(tx, found, now))) return false
  const content = { text: '刚才的事还没有说完。请接着说，不办了请回 0。' }
  await queueMessages(tx, [{ to: account, kind: 'reminder', content }], now)
  return true
}

/**
 * Leaves an unfinished report to staff: what was said becomes a petition, so that it has an owner, and the person is told.
 * False when the talk went on meanwhile, or nothing was said that anybody could work on.
 */
export async function keepUnfinished(
  tx: Tx,
  found: OpenConversation,
  now: number,
): Promise<boolean> {
  const { accountId } = found
  const account = await accountById(tx, accountId)
  if (account === undefined || !(await keepForStaff(tx, found))) return false
  const { draft } = await loadConversation(tx, accountId)
  const bound = personOfTalk(await peopleOf(tx, accountId), account.retireeId)
  const petition = petitionOfDraft(draft, {
    accountId,
    stationId: (await centerStation(tx)).id,
    ...reporterOf(bound),
  })
  if (petition === undefined) return false
  const actor = { kind: 'system', id: 'unfinished', scope: countyScope, center: false } as const
  const { serialNo } = await registerPetition(tx, petition, actor, now)
  const content = { text: `您没说完的事已经替您登记，编号 ${serialNo}。工作人员会来问您。` }
  await queueMessages(tx, [{ to: account, kind: 'receipt', content }], now)
  return true
}
