import type { Option } from '../messaging/message.ts'
import type { Tx } from '../store.ts'
import type { Petition } from './petition.ts'
import { tellHearers } from './who-hears.ts'

/**
 * Tells the person who reported, when it came through a chat; whoever of the family may not hear of it any more is passed
 * over for the person. `occasion` makes it said once.
 */
export async function tellPetitioner(
  tx: Tx,
  petition: Petition,
  occasion: string,
  text: string,
  now: number,
  options?: readonly Option[],
): Promise<void> {
  const toStaff = `编号 ${petition.serialNo} 有了结果，家属已不代办，请当面或打电话告诉本人。`
  const dedupeKey = `petition:${petition.id}:${occasion}:told`
  const news = { text, toStaff, dedupeKey, ...(options === undefined ? {} : { options }) }
  await tellHearers(tx, petition, news, now)
}
