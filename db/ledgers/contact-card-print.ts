import { and, asc, desc, eq, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { NotFound } from '../errors.ts'
import { type Scope, within } from '../scope.ts'
import type { Db, Tx } from '../store.ts'
import { contactCards, mayHaveCard } from './contact-card.ts'
import { CardRefused, cardCode } from './contact-card-acts.ts'
import { contactCardBatchPeople } from './contact-card-batch.ts'
import { retirees } from './retiree.ts'
import { stations } from './station.ts'

/** Most cards of one print run. */
const printMost = 5_000
const rowsAtOnce = 500

/** What is to be printed: named cards, or what was not printed yet, of a batch, a station, a patch of it. */
export type PrintChoice =
  | { readonly cardIds: readonly string[] }
  | {
      readonly stationId?: string | undefined
      readonly patch?: string | undefined
      readonly batchId?: string | undefined
    }

function unprinted(
  tx: Tx,
  { stationId, patch, batchId }: Exclude<PrintChoice, { cardIds: readonly string[] }>,
): SQL | undefined {
  const p = contactCardBatchPeople
  return and(
    isNull(contactCards.printedAt),
    stationId === undefined ? undefined : eq(contactCards.stationId, stationId),
    patch === undefined ? undefined : eq(retirees.patch, patch),
    batchId === undefined
      ? undefined
      : inArray(
          contactCards.retireeId,
          tx.select({ id: p.retireeId }).from(p).where(eq(p.batchId, batchId)),
        ),
  )
}

/** One way to the printer, told apart by its instant. */
export interface PrintRun {
  /** Epoch milliseconds. */
  readonly run: number
  readonly count: number
  readonly names: readonly string[]
}

/**
 * 打印: marks active cards as printed now, at most 5,000, and tells whose; `printedCards` gives them in order.
 * @throws {CardRefused} when nothing waits for the printer. @throws {NotFound} when a card is out of reach.
 */
export async function startPrintRun(
  tx: Tx,
  actor: Actor,
  choice: PrintChoice,
  now: number,
): Promise<PrintRun> {
  const named = 'cardIds' in choice ? choice.cardIds : undefined
  const which =
    'cardIds' in choice ? inArray(contactCards.id, [...choice.cardIds]) : unprinted(tx, choice)
  const rows = await tx
    .select({ id: contactCards.id, name: retirees.name })
    .from(contactCards)
    .innerJoin(retirees, eq(retirees.id, contactCards.retireeId))
    .where(
      and(
        eq(contactCards.status, 'active'),
        within(contactCards.stationId, actor.scope),
        mayHaveCard(),
        which,
      ),
    )
    .orderBy(asc(retirees.patch), asc(contactCards.id))
    .limit(printMost)
  if (named !== undefined && rows.length < new Set(named).size) throw new NotFound('联系卡')
  if (rows.length === 0) throw new CardRefused('没有等着打印的卡。')
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const ids = rows.slice(at, at + rowsAtOnce).map(({ id }) => id)
    await tx.update(contactCards).set({ printedAt: now }).where(inArray(contactCards.id, ids))
  }
  const subject = named?.length === 1 ? `contact_cards:${named[0]}` : 'contact_cards:many'
  await audit(tx, actor, 'contact_card.print', subject, now, { count: rows.length })
  return { run: now, count: rows.length, names: rows.map(({ name }) => name) }
}

/** What stands on a card. */
export interface PrintedCard {
  readonly serialNo: string
  readonly name: string
  readonly patch: string
  readonly code: string
  readonly station: {
    readonly name: string
    readonly address: string
    readonly contactName: string
    readonly phone: string
  }
}

/** The active cards of a print run, by station and patch, page by page. */
export async function* printedCards(
  db: Db,
  scope: Scope,
  run: number,
  limit = rowsAtOnce,
): AsyncGenerator<PrintedCard[]> {
  const { name, address, contactName, phone } = stations
  const at = sql`(${contactCards.stationId}, ${retirees.patch}, ${contactCards.id})`
  let after: SQL | undefined
  for (;;) {
    const rows = await db
      .select({
        id: contactCards.id,
        code: contactCards.code,
        serialNo: contactCards.serialNo,
        stationId: contactCards.stationId,
        name: retirees.name,
        patch: retirees.patch,
        station: { name, address, contactName, phone },
      })
      .from(contactCards)
      .innerJoin(retirees, eq(retirees.id, contactCards.retireeId))
      .innerJoin(stations, eq(stations.id, contactCards.stationId))
      .where(
        and(
          eq(contactCards.printedAt, run),
          eq(contactCards.status, 'active'),
          within(contactCards.stationId, scope),
          after,
        ),
      )
      .orderBy(asc(contactCards.stationId), asc(retirees.patch), asc(contactCards.id))
      .limit(limit)
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows.map(({ serialNo, name: holder, patch, station, ...card }) => ({
      serialNo,
      name: holder,
      patch,
      station,
      code: cardCode(db, card),
    }))
    after = sql`${at} > (${last.stationId}, ${last.patch}, ${last.id})`
  }
}

/** Stations of a print run whose address, contact or telephone nobody filled in. */
export async function stationsLacking(db: Db, scope: Scope, run: number) {
  const { name, address, contactName, phone } = stations
  return db
    .selectDistinct({ name, address, contactName, phone })
    .from(stations)
    .innerJoin(contactCards, eq(contactCards.stationId, stations.id))
    .where(
      and(
        eq(contactCards.printedAt, run),
        within(contactCards.stationId, scope),
        or(eq(address, ''), eq(contactName, ''), eq(phone, '')),
      ),
    )
    .orderBy(asc(name))
}

/** The last ways to the printer with the cards that still hold, newest first. */
export async function recentPrintRuns(db: Db, scope: Scope, limit: number) {
  const { printedAt } = contactCards
  const rows = await db
    .select({ run: printedAt, count: sql`count(*)`.mapWith(Number) })
    .from(contactCards)
    .where(
      and(
        isNotNull(printedAt),
        eq(contactCards.status, 'active'),
        within(contactCards.stationId, scope),
      ),
    )
    .groupBy(printedAt)
    .orderBy(desc(printedAt))
    .limit(limit)
  return rows.flatMap(({ run, count }) => (run === null ? [] : [{ run, count }]))
}
