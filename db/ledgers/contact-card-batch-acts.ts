import { and, asc, eq, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { LedgerError, NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { countyScope, covers, type Scope, within } from '../scope.ts'
import type { Db, Store, Tx } from '../store.ts'
import { contactCards } from './contact-card.ts'
import { CardRefused, issueContactCard } from './contact-card-acts.ts'
import {
  type ContactCardBatch,
  contactCardBatches,
  contactCardBatchPeople,
} from './contact-card-batch.ts'
import { activeCardOf, getsCard } from './contact-card-need.ts'
import { retirees } from './retiree.ts'
import { findStation } from './station.ts'

/** Most people of one batch: what one print run holds. */
export const batchMost = 5_000
/** Cards of one transaction: everybody else waits behind it. */
const cardsAtOnce = 20
/** A batch that nobody touched for so long has lost its process. Unit: ms. */
const lostAfterMs = 60_000

/** Whom cards are for: named people, or everybody of a station or of one patch of it who has none. */
export type CardChoice =
  | { readonly ids: readonly string[] }
  | { readonly stationId: string; readonly patch?: string | undefined }

/** Nobody is left to issue cards to. */
class NobodyWaits extends LedgerError {
  readonly code = 'contact_card_nobody'
}

const chosen = (choice: CardChoice): SQL | undefined =>
  'ids' in choice
    ? inArray(retirees.id, [...choice.ids])
    : and(
        eq(retirees.stationId, choice.stationId),
        choice.patch === undefined ? undefined : eq(retirees.patch, choice.patch),
        getsCard(),
        isNull(contactCards.id),
      )

async function unitOf(tx: Tx, choice: CardChoice, { scope }: Actor): Promise<string | null> {
  if ('stationId' in choice) {
    const station = await findStation(tx, scope, choice.stationId)
    if (station === undefined) throw new NotFound('工作站')
    return station.id
  }
  const rows = await tx
    .selectDistinct({ stationId: retirees.stationId })
    .from(retirees)
    .where(chosen(choice))
  if (rows.some(({ stationId }) => !covers(scope, stationId))) throw new NotFound('人员')
  const [only] = rows
  return rows.length === 1 && only !== undefined ? only.stationId : null
}

/** Everybody chosen, in the order of patches; at most `batchMost`. */
async function addPeople(tx: Tx, batchId: string, choice: CardChoice): Promise<void> {
  const position = sql<number>`row_number() over (order by ${retirees.patch}, ${retirees.id})`
  await tx.insert(contactCardBatchPeople).select(
    tx
      .select({
        batchId: sql<string>`cast(${batchId} as text)`.as('batch_id'),
        position: position.as('position'),
        retireeId: sql<string>`${retirees.id}`.as('retiree_id'),
        outcome: sql<'waiting'>`'waiting'`.as('outcome'),
      })
      .from(retirees)
      .leftJoin(contactCards, activeCardOf())
      .where(chosen(choice))
      .orderBy(asc(retirees.patch), asc(retirees.id))
      .limit(batchMost),
  )
}

/**
 * 批量发卡: notes who is to get a card; the cards follow a few at a time. Source: 办法 第十条（二）.
 * @throws {LedgerError} when everybody has one. @throws {NotFound} when somebody is out of reach.
 */
export async function startCardBatch(
  tx: Tx,
  actor: Actor,
  choice: CardChoice,
  now: number,
): Promise<ContactCardBatch> {
  const stationId = await unitOf(tx, choice, actor)
  const row = {
    id: newId(now),
    stationId,
    staffId: actor.id,
    status: 'running' as const,
    total: 0,
    issued: 0,
    skipped: 0,
    createdAt: now,
    touchedAt: now,
  }
  await tx.insert(contactCardBatches).values(row)
  await addPeople(tx, row.id, choice)
  const ours = eq(contactCardBatchPeople.batchId, row.id)
  const total = await tx.$count(contactCardBatchPeople, ours)
  if (total === 0) throw new NobodyWaits('没有还未发卡的人。')
  await tx.update(contactCardBatches).set({ total }).where(eq(contactCardBatches.id, row.id))
  await audit(tx, actor, 'contact_card.batch', `contact_card_batches:${row.id}`, now, { total })
  return { ...row, total }
}

/** A batch as staff of the scope may see it. @throws {NotFound} */
export async function cardBatchById(
  db: Db,
  scope: Scope,
  batchId: string,
): Promise<ContactCardBatch> {
  const [row] = await db
    .select()
    .from(contactCardBatches)
    .where(and(eq(contactCardBatches.id, batchId), within(contactCardBatches.stationId, scope)))
  if (row === undefined) throw new NotFound('批次')
  return row
}

/** Whoever began it, as far as the batch reaches: people who moved away meanwhile are left alone. */
const starterOf = ({ staffId, stationId }: ContactCardBatch): Actor => ({
  kind: 'staff',
  id: staffId,
  scope: stationId === null ? countyScope : { all: false, stationIds: [stationId] },
  center: stationId === null,
})

async function issueOne(tx: Tx, actor: Actor, retireeId: string, now: number) {
  const has = and(eq(contactCards.retireeId, retireeId), eq(contactCards.status, 'active'))
  if ((await tx.$count(contactCards, has)) > 0) return 'skipped'
  try {
    await issueContactCard(tx, actor, retireeId, now)
    return 'issued'
  } catch (error) {
    if (error instanceof CardRefused || error instanceof NotFound) return 'skipped'
    throw error
  }
}

async function issueNextCards(tx: Tx, batchId: string, now: number): Promise<boolean> {
  const batch = await cardBatchById(tx, countyScope, batchId)
  const p = contactCardBatchPeople
  const people = await tx
    .select({ position: p.position, retireeId: p.retireeId })
    .from(p)
    .where(and(eq(p.batchId, batchId), eq(p.outcome, 'waiting')))
    .orderBy(asc(p.position))
    .limit(cardsAtOnce)
  const made = { issued: 0, skipped: 0 }
  for (const { position, retireeId } of people) {
    const outcome = await issueOne(tx, starterOf(batch), retireeId, now)
    made[outcome] += 1
    const one = and(eq(p.batchId, batchId), eq(p.position, position))
    await tx.update(p).set({ outcome }).where(one)
  }
  const more = people.length === cardsAtOnce
  await tx
    .update(contactCardBatches)
    .set({
      issued: batch.issued + made.issued,
      skipped: batch.skipped + made.skipped,
      status: more ? 'running' : 'done',
      touchedAt: now,
    })
    .where(eq(contactCardBatches.id, batchId))
  return more
}

/** Issues what is left of a batch, a few cards a transaction: broken off anywhere, it goes on where it was. */
export async function issueBatch(store: Store, batchId: string, now: () => number): Promise<void> {
  let more = true
  while (more) more = await store.tx((tx) => issueNextCards(tx, batchId, now()))
}

/** Batches whose process was lost, to be continued. */
export async function lostCardBatches(db: Db, now: number): Promise<string[]> {
  const b = contactCardBatches
  const rows = await db
    .select({ id: b.id })
    .from(b)
    .where(and(eq(b.status, 'running'), lt(b.touchedAt, now - lostAfterMs)))
    .orderBy(asc(b.id))
  return rows.map(({ id }) => id)
}
