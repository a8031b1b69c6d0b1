import { and, asc, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { type Scope, within } from '../scope.ts'
import type { Db } from '../store.ts'
import { contactCards, mayHaveCard } from './contact-card.ts'
import { retirees } from './retiree.ts'

const count = sql`count(*)`.mapWith(Number)

/** The active card of a person, for joins. */
export const activeCardOf = () =>
  and(eq(contactCards.retireeId, retirees.id), eq(contactCards.status, 'active'))

/** Whom a station gives cards to: living, not moved away, not the center's own. Source: 办法 第九条, 第十条（二）. */
export const getsCard = () => and(mayHaveCard(), eq(retirees.category, 'retiree'))

/** People without a card, patch by patch. `after`: where the last page ended. */
export interface NeedPage {
  readonly stationId: string
  readonly patch?: string | undefined
  readonly after?: { readonly patch: string; readonly id: string } | undefined
  readonly limit: number
}

/** 还没有卡: of a station, by patch. A station outside the scope has nobody. */
export async function peopleWithoutCard(db: Db, scope: Scope, page: NeedPage) {
  const { id, name, patch, bornOn, idLast4, status } = retirees
  const after: SQL | undefined =
    page.after === undefined
      ? undefined
      : sql`(${patch}, ${id}) > (${page.after.patch}, ${page.after.id})`
  return db
    .select({ id, name, patch, bornOn, idLast4, status })
    .from(retirees)
    .leftJoin(contactCards, activeCardOf())
    .where(
      and(
        eq(retirees.stationId, page.stationId),
        within(retirees.stationId, scope),
        page.patch === undefined ? undefined : eq(patch, page.patch),
        getsCard(),
        isNull(contactCards.id),
        after,
      ),
    )
    .orderBy(asc(patch), asc(id))
    .limit(page.limit)
}

/** How far the cards of a station, or of one patch of it, are. */
export interface CardProgress {
  readonly stationId: string
  readonly patch: string
  /** People who get a card. */
  readonly people: number
  readonly withCard: number
  readonly unprinted: number
}

/** 发卡进度: one row a station; of one station, one row a patch. */
export async function cardProgress(
  db: Db,
  scope: Scope,
  stationId?: string,
): Promise<CardProgress[]> {
  const patch = stationId === undefined ? sql<string>`''` : sql<string>`${retirees.patch}`
  const one = stationId === undefined ? undefined : eq(retirees.stationId, stationId)
  const unprinted = sql`sum(case when ${contactCards.id} is not null and ${contactCards.printedAt} is null then 1 else 0 end)`
  return db
    .select({
      stationId: retirees.stationId,
      patch,
      people: count,
      withCard: sql`count(${contactCards.id})`.mapWith(Number),
      unprinted: unprinted.mapWith(Number),
    })
    .from(retirees)
    .leftJoin(contactCards, activeCardOf())
    .where(and(within(retirees.stationId, scope), one, getsCard()))
    .groupBy(retirees.stationId, ...(stationId === undefined ? [] : [retirees.patch]))
    .orderBy(retirees.stationId, ...(stationId === undefined ? [] : [asc(retirees.patch)]))
}
