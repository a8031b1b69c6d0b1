import { and, eq, sql } from 'drizzle-orm'
import { newCode } from '../access/code-text.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { LedgerError, NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { within } from '../scope.ts'
import type { Db, Tx } from '../store.ts'
import {
  type CardVoidReason,
  type ContactCard,
  cardKey,
  cardPlace,
  contactCardNumbers,
  contactCards,
} from './contact-card.ts'
import { type Retiree, retireeById } from './retiree.ts'
import { stations } from './station.ts'

/** The person has died or moved away, or the card is void already. */
export class CardRefused extends LedgerError {
  readonly code = 'contact_card_refused'
}

/** A card with the code that stands on it, once. */
export interface IssuedCard extends ContactCard {
  readonly plainCode: string
}

/** The next number of a station: its letters, K for 卡, five digits or more; never ten characters, which would read like a code. */
async function nextCardNo(tx: Tx, stationId: string): Promise<string> {
  const [row] = await tx
    .insert(contactCardNumbers)
    .values({ stationId, last: 1 })
    .onConflictDoUpdate({
      target: contactCardNumbers.stationId,
      set: { last: sql`${contactCardNumbers.last} + 1` },
    })
    .returning()
  const [station] = await tx
    .select({ code: stations.code })
    .from(stations)
    .where(eq(stations.id, stationId))
  return `${station?.code ?? ''}K${String(row?.last ?? 0).padStart(5, '0')}`
}

const refuseGone = ({ name, vital, status }: Retiree) => {
  if (vital !== 'living') throw new CardRefused(`${name}已登记死亡，不能发联系卡。`)
  if (status === 'left') throw new CardRefused(`${name}已转出，不能发联系卡。`)
}

async function voidCards(tx: Tx, retireeId: string, reason: CardVoidReason, now: number) {
  return tx
    .update(contactCards)
    .set({ status: 'void', voidedAt: now, voidReason: reason })
    .where(and(eq(contactCards.retireeId, retireeId), eq(contactCards.status, 'active')))
    .returning({ id: contactCards.id })
}

/** The code that stands on a card. */
export const cardCode = (db: Db, card: Pick<ContactCard, 'id' | 'code'>): string =>
  db.vault.open(cardPlace(card.id), card.code)

/**
 * 发联系卡: one a person; a new one voids the old one, whose code works no more. Source: 办法 第十条（二）.
 * @throws {CardRefused} when the person has died or moved away. @throws {NotFound}
 */
export async function issueContactCard(
  tx: Tx,
  actor: Actor,
  retireeId: string,
  now: number,
  reason: CardVoidReason = 'other',
): Promise<IssuedCard> {
  const person = await retireeById(tx, actor.scope, retireeId)
  refuseGone(person)
  const [old] = await voidCards(tx, person.id, reason, now)
  const rowId = newId(now)
  const plainCode = newCode()
  const [row] = await tx
    .insert(contactCards)
    .values({
      id: rowId,
      retireeId: person.id,
      stationId: person.stationId,
      retireeName: person.name,
      serialNo: await nextCardNo(tx, person.stationId),
      code: tx.vault.seal(cardPlace(rowId), plainCode),
      codeKey: cardKey(tx, plainCode),
      issuedAt: now,
      issuedBy: actor.kind === 'staff' ? actor.id : null,
    })
    .returning()
  if (row === undefined) throw new Error('card was not inserted')
  const detail = old === undefined ? {} : { replaces: old.id, reason }
  await audit(tx, actor, 'contact_card.issue', `contact_cards:${row.id}`, now, detail)
  return { ...row, plainCode }
}

async function activeCard(tx: Tx, actor: Actor, cardId: string): Promise<ContactCard> {
  const [card] = await tx
    .select()
    .from(contactCards)
    .where(and(eq(contactCards.id, cardId), within(contactCards.stationId, actor.scope)))
  if (card === undefined) throw new NotFound('联系卡')
  if (card.status === 'void') throw new CardRefused('这张卡已经作废。')
  return card
}

/** 补发: a new card in the place of this one. @throws {CardRefused} @throws {NotFound} */
export async function reissueContactCard(
  tx: Tx,
  actor: Actor,
  cardId: string,
  reason: CardVoidReason,
  now: number,
): Promise<IssuedCard> {
  const { retireeId } = await activeCard(tx, actor, cardId)
  return issueContactCard(tx, actor, retireeId, now, reason)
}

/** 作废: the code works no more. @throws {CardRefused} when it is void already. @throws {NotFound} */
export async function voidContactCard(
  tx: Tx,
  actor: Actor,
  cardId: string,
  reason: CardVoidReason,
  now: number,
): Promise<ContactCard> {
  const card = await activeCard(tx, actor, cardId)
  await voidCards(tx, card.retireeId, reason, now)
  await audit(tx, actor, 'contact_card.void', `contact_cards:${card.id}`, now, { reason })
  return { ...card, status: 'void', voidedAt: now, voidReason: reason }
}
