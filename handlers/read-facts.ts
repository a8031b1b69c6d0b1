import { listStations, type Station } from '../db/ledgers/station.ts'
import { countyScope } from '../db/scope.ts'
import { readPhone } from '../policy/contact.ts'
import type { Draft } from './dialogue.ts'
import type { Context } from './types.ts'

const han = String.raw`\p{Script=Han}`

/** A name on its own, or after 我叫. */
export function readName(text: string): string | undefined {
  const said = /^(?:我(?:的名字)?(?:叫|是)|姓名[:：]?)?(.*)$/su.exec(text.trim())?.[1] ?? ''
  const name = said.replaceAll(/[\s。，,.!！]/g, '').replace(/^(叫|是)/u, '')
  return new RegExp(`^${han}{2,10}$`, 'u').test(name.replaceAll('·', '')) ? name : undefined
}

/** A name inside a longer message: 我叫张桂英. */
function nameWithin(text: string): string | undefined {
  return new RegExp(`我叫(${han}{2,4})(?:[，,。；;\\s]|$)`, 'u').exec(text)?.[1]
}

/** The station somebody means by the name of a township or community. */
export function readStation(text: string, stations: readonly Station[]): Station | undefined {
  return stations.find(({ kind, shortName }) => kind !== 'center' && text.includes(shortName))
}

/** What a message already tells of the person, so that it need not be asked. */
export async function factsWithin(text: string, { tx, retiree }: Context): Promise<Draft> {
  const stations = await listStations(tx, countyScope)
  const station = readStation(text, stations)
  if (retiree !== undefined) {
    return { name: retiree.name, phone: '', community: '', stationId: retiree.stationId }
  }
  const phone = readPhone(text)
  const name = nameWithin(text)
  return {
    ...(name === undefined ? {} : { name }),
    ...(phone === undefined ? {} : { phone }),
    ...(station === undefined ? {} : { community: station.shortName, stationId: station.id }),
  }
}
