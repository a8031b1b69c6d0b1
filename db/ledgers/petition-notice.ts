import { eq } from 'drizzle-orm'
import { channelAccounts } from '../messaging/channel-account.ts'
import type { Option } from '../messaging/message.ts'
import { queueMessages } from '../messaging/queue-message.ts'
import type { Tx } from '../store.ts'
import { namingPerson } from './naming-person.ts'
import type { Petition } from './petition.ts'

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
