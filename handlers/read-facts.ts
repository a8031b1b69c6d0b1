import { findNamedStation } from '../db/ledgers/station.ts'
import { readPhone } from '../policy/contact.ts'
import type { Draft } from './dialogue.ts'
import { written } from './say.ts'
import type { Context, Message } from './types.ts'

const nameAlone = /^\p{Script=Han}{2,10}$/u
const nameSaid = /我叫(\p{Script=Han}{2,4})(?:[，,。；;\s]|$)/u

/** A name on its own, or after 我叫. */
export function readName(text: string): string | undefined {
  const said = /^(?:我(?:的名字)?(?:叫|是)|姓名[:：]?)?(.*)$/su.exec(text.trim())?.[1] ?? ''
  const name = said.replaceAll(/[\s。，,.!！]/g, '').replace(/^(叫|是)/u, '')
  return nameAlone.test(name.replaceAll('·', '')) ? name : undefined
}

/** A name inside a longer message: 我叫张桂英. */
function nameWithin(text: string): string | undefined {
  return nameSaid.exec(text)?.[1]
}

/** What a message already tells of the person, so that it need not be asked. */
export async function factsWithin(
  message: Pick<Message, 'text' | 'said'>,
  { tx, retiree }: Context,
): Promise<Draft> {
  const { text } = message
  if (retiree !== undefined) {
    return { name: retiree.name, phone: '', community: '', stationId: retiree.stationId }
  }
  const station = await findNamedStation(tx, text)
  const phone = readPhone(text)
  const name = nameWithin(written(message))
  const found: Record<string, string> = {}
  if (name !== undefined) found['name'] = name
  if (phone !== undefined) found['phone'] = phone
  if (station !== undefined) {
    found['community'] = station.shortName
    found['stationId'] = station.id
  }
  return found
}
