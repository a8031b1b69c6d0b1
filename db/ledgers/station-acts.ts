import { eq } from 'drizzle-orm'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { NotFound } from '../errors.ts'
import type { Tx } from '../store.ts'
import { findStation, type Station, stations } from './station.ts'

/** What may change about a station: where it is and whom to call. */
export interface StationContact {
  readonly address?: string | undefined
  readonly contactName?: string | undefined
  readonly phone?: string | undefined
}

/** Changes address, contact and telephone; what is not given stays. @throws {NotFound} */
export async function updateStation(
  tx: Tx,
  stationId: string,
  contact: StationContact,
  actor: Actor,
  now: number,
): Promise<Station> {
  const station = await findStation(tx, actor.scope, stationId)
  if (station === undefined) throw new NotFound('工作站')
  const changed = Object.entries(contact).filter(([, value]) => value !== undefined)
  if (changed.length === 0) return station
  await tx.update(stations).set(Object.fromEntries(changed)).where(eq(stations.id, station.id))
  const fields = changed.map(([key]) => key).join(',')
  await audit(tx, actor, 'station.update', `stations:${station.id}`, now, { fields })
  return { ...station, ...Object.fromEntries(changed) }
}
