import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import { chinaDate } from '../../policy/calendar.ts'
import { staysWithCenter } from '../../policy/retiree.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { countyScope } from '../scope.ts'
import type { Tx } from '../store.ts'
import { bindings } from './binding.ts'
import { contactCards, printAgain } from './contact-card.ts'
import { personalRequests } from './personal-request.ts'
import { personnelFiles } from './personnel-file.ts'
import { type Retiree, retirees } from './retiree.ts'
import { retireeStations } from './retiree-history.ts'
import { tokensFor } from './retiree-name.ts'
import { CenterOnly, RetireeRefused } from './retiree-refusal.ts'
import { retireeTokens } from './retiree-token.ts'
import { findStation } from './station.ts'

/** Most people in one transfer: everything waits behind it. */
export const transferMost = 2_000

/** Moves people to a unit: register, search, file and dated history. The caller has checked who may. */
export async function moveRetirees(
  tx: Tx,
  people: SQL,
  stationId: string,
  reason: string,
  now: number,
): Promise<number> {
  const day = chinaDate(now)
  const moved = await tx
    .update(retirees)
    .set({
      stationId,
      clerkId: null,
      // What waits for the center stays with it; anybody else is checked anew by the new station.
      checkResult: sql`case when ${retirees.checkResult} = 'differs' then 'differs' else 'unchecked' end`,
    })
    .where(and(people, sql`${retirees.stationId} <> ${stationId}`))
    .returning({ id: retirees.id })
  for (let at = 0; at < moved.length; at += 100) {
    const ids = moved.slice(at, at + 100).map(({ id }) => id)
    await tx
      .update(retireeTokens)
      .set({ stationId })
      .where(tokensFor(inArray(retirees.id, ids)))
    await tx.update(personnelFiles).set({ stationId }).where(inArray(personnelFiles.retireeId, ids))
    await tx.update(contactCards).set({ stationId }).where(inArray(contactCards.retireeId, ids))
    await tx.update(bindings).set({ stationId }).where(inArray(bindings.retireeId, ids))
    await tx
      .update(personalRequests)
      .set({ stationId })
      .where(inArray(personalRequests.retireeId, ids))
    await printAgain(tx, inArray(contactCards.retireeId, ids))
    await tx
      .update(retireeStations)
      .set({ toOn: day })
      .where(and(inArray(retireeStations.retireeId, ids), isNull(retireeStations.toOn)))
    const rows = ids.map((retireeId) => ({
      id: newId(now),
      retireeId,
      stationId,
      fromOn: day,
      reason,
    }))
    await tx.insert(retireeStations).values(rows)
  }
  return moved.length
}

/** Whom a transfer is about: named people, or everybody of a station, or of one patch of it. */
export type Chosen =
  | { readonly ids: readonly string[] }
  | { readonly stationId: string; readonly patch?: string | undefined }

const conditionOf = (chosen: Chosen): SQL => {
  const condition =
    'ids' in chosen
      ? inArray(retirees.id, [...chosen.ids])
      : and(
          eq(retirees.stationId, chosen.stationId),
          chosen.patch === undefined ? undefined : eq(retirees.patch, chosen.patch),
        )
  return condition ?? sql`1 = 0`
}

async function chosenPeople(tx: Tx, chosen: Chosen): Promise<Pick<Retiree, 'id' | 'category'>[]> {
  return tx
    .select({ id: retirees.id, category: retirees.category })
    .from(retirees)
    .where(conditionOf(chosen))
    .limit(transferMost + 1)
}

/**
 * 调整管理单位: people change to another station, by the center. Source: 办法 第五条.
 * @throws {CenterOnly} when one of them stays with the center, or the actor is no center's. @throws {NotFound}
 */
export async function transferRetirees(
  tx: Tx,
  chosen: Chosen,
  to: { readonly stationId: string; readonly reason: string },
  actor: Actor,
  now: number,
): Promise<number> {
  if (!actor.center) throw new CenterOnly('管理单位由县退管中心调整。')
  const station = await findStation(tx, countyScope, to.stationId)
  if (station === undefined) throw new NotFound('工作站')
  const people = await chosenPeople(tx, chosen)
  if (people.length === 0) throw new NotFound('人员')
  if (people.length > transferMost)
    throw new RetireeRefused(`一次最多调整 ${transferMost} 人，请按片区分批办理。`)
  if (station.kind !== 'center' && people.some(({ category }) => staysWithCenter(category)))
    throw new CenterOnly('其中有由县退管中心管理的人员，不能转给工作站。')
  const moved = await moveRetirees(tx, conditionOf(chosen), station.id, to.reason, now)
  const detail = { count: moved, to: station.id }
  await audit(tx, actor, 'retiree.transfer', `stations:${station.id}`, now, detail)
  return moved
}
