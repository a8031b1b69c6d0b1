import { and, eq } from 'drizzle-orm'
import { chinaDate } from '../../policy/calendar.ts'
import { type Category, staysWithCenter } from '../../policy/retiree.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { covers, within } from '../scope.ts'
import type { Db, Tx } from '../store.ts'
import { enterpriseId } from './enterprise.ts'
import { type Retiree, retirees } from './retiree.ts'
import { retireeStations } from './retiree-history.ts'
import { indexNames } from './retiree-name.ts'
import {
  CenterOnly,
  IdNumberRefused,
  RetireeAlike,
  RetireeKnown,
  RetireeRefused,
} from './retiree-refusal.ts'
import { type RetireeFacts, retireeValues } from './retiree-values.ts'
import { centerStation, findStation } from './station.ts'

/** What is known when somebody is registered. */
export interface NewRetiree extends RetireeFacts {
  readonly name: string
  readonly idNumber: string
  /** Managing unit; the center takes whoever stays with it. */
  readonly stationId?: string | undefined
  /** Name of the firm. */
  readonly enterprise?: string | undefined
  /** Whoever registers says that somebody with the same name and birth date is another person. */
  readonly alike?: 'other_person' | undefined
}

/**
 * The unit that manages people of a category. Source: 办法 第九条.
 * @throws {CenterOnly} when a station would get, or give away, people of the center.
 * @throws {NotFound} when the station is not within the actor's scope.
 */
export async function managingUnit(
  tx: Tx,
  category: Category,
  stationId: string | undefined,
  actor: Actor,
): Promise<string> {
  if (staysWithCenter(category)) {
    if (!actor.center) throw new CenterOnly('这类人员由县退管中心管理，请由中心登记。')
    return (await centerStation(tx)).id
  }
  if (stationId === undefined) throw new RetireeRefused('请选择管理单位。')
  const station = await findStation(tx, actor.scope, stationId)
  if (station === undefined) throw new NotFound('工作站')
  return station.id
}

/** Who has this ID number, wherever they belong. */
export async function retireeWithKey(db: Db, idNumberKey: string): Promise<Retiree | undefined> {
  const [row] = await db.select().from(retirees).where(eq(retirees.idNumberKey, idNumberKey))
  return row
}

/** @throws {RetireeKnown} which tells a station nothing of people of another. */
async function refuseKnown(tx: Tx, idNumberKey: string, actor: Actor): Promise<void> {
  const known = await retireeWithKey(tx, idNumberKey)
  if (known === undefined) return
  const own = covers(actor.scope, known.stationId)
  throw new RetireeKnown(
    own
      ? `这个身份证号码已经登记在册：${known.name}。`
      : '这个身份证号码不能在本单位登记，请与县退管中心核对。',
  )
}

async function refuseAlike(tx: Tx, name: string, bornOn: string, actor: Actor): Promise<void> {
  const [alike] = await tx
    .select({ id: retirees.id, idLast4: retirees.idLast4 })
    .from(retirees)
    .where(
      and(
        eq(retirees.bornOn, bornOn),
        eq(retirees.name, name),
        within(retirees.stationId, actor.scope),
      ),
    )
    .limit(1)
  if (alike === undefined) return
  throw new RetireeAlike(
    `已有同名同生日的人（身份证后四位 ${alike.idLast4 ?? '未登记'}）。确认不是同一人，请注明后再登记。`,
  )
}

/**
 * 登记管理服务对象: checked, sealed, searchable, with a managing unit from today on. Source: 办法 第七条（三）.
 * @throws {RetireeRefused} with what is wrong. @throws {NotFound} when the station is not within the actor's scope.
 */
export async function registerRetiree(
  tx: Tx,
  person: NewRetiree,
  actor: Actor,
  now: number,
): Promise<Retiree> {
  const { stationId, enterprise, alike, ...facts } = person
  const rowId = newId(now)
  const values = retireeValues(tx.vault, rowId, facts, now)
  const { name, bornOn, sex, idNumberKey } = values
  if (name === undefined || bornOn === undefined || sex === undefined || !idNumberKey)
    throw new IdNumberRefused('请填写姓名和身份证号码。')
  await refuseKnown(tx, idNumberKey, actor)
  if (alike === undefined) await refuseAlike(tx, name, bornOn, actor)
  const unit = await managingUnit(tx, person.category ?? 'retiree', stationId, actor)
  const [row] = await tx
    .insert(retirees)
    .values({
      ...values,
      id: rowId,
      name,
      bornOn,
      sex,
      enterpriseId: await enterpriseId(tx, enterprise ?? '', now),
      stationId: unit,
      createdAt: now,
    })
    .returning()
  if (row === undefined) throw new Error('retiree was not inserted')
  const since = { id: newId(now), retireeId: rowId, stationId: unit, fromOn: chinaDate(now) }
  await tx.insert(retireeStations).values(since)
  await indexNames(tx, eq(retirees.id, rowId))
  await audit(tx, actor, 'retiree.register', `retirees:${rowId}`, now, { station: unit })
  return row
}
