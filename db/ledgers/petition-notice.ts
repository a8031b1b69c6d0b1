import { eq } from 'drizzle-orm'
import { channelAccounts } from '../messaging/channel-account.ts'
import type { Option } from '../messaging/message.ts'
import { queueMessages } from '../messaging/queue-message.ts'
import type { Tx } from '../store.ts'
import { peopleOf } from './find-binding.ts'
import type { Petition } from './petition.ts'

/** An account that serves several people hears whose matter it is. */
async function namingPerson(tx: Tx, { accountId, retireeId }: Petition, text: string) {
  const people = accountId === null || retireeId === null ? [] : await peopleOf(tx, accountId)
  const whose = people.find(({ person }) => person.id === retireeId)
  return people.length > 1 && whose !== undefined ? `${whose.person.name}：${text}` : text
}

/** Tells the person who reported, when it came through a chat; `occasion` makes it said once. */
export async function tellPetitioner(
  tx: Tx,
  petition: Petition,
  occasion: string,
  text: string,
  now: number,
  options?: readonly Option[],
): Promise<void> {
  if (petition.accountId === null) return
  const [to] = await tx
    .select()
    .from(channelAccounts)
    .where(eq(channelAccounts.id, petition.accountId))
  if (to === undefined) return
  const words = await namingPerson(tx, petition, text)
  const content = options === undefined ? { text: words } : { text: words, options }
  const dedupeKey = `petition:${petition.id}:${occasion}:told`
  const { stationId } = petition
  await queueMessages(tx, [{ to, kind: 'answer', content, dedupeKey, stationId }], now)
}
