import { and, eq, ne, type SQL, sql } from 'drizzle-orm'
import { caseRoles } from '../../policy/role.ts'
import {
  check,
  id,
  index,
  instant,
  int,
  oneOf,
  sealed,
  table,
  text,
  unique,
  uniqueIndex,
} from '../columns.ts'
import { ledger } from '../ledger.ts'
import type { Db, Tx } from '../store.ts'
import { retirees } from './retiree.ts'
import { staff } from './staff.ts'
import { stations } from './station.ts'

/** Its code binds a chat account, or no longer. */
export const cardStatusLabels = { active: '有效', void: '已作废' } as const

/** Why a card no longer holds. */
export const cardVoidLabels = {
  lost: '遗失',
  damaged: '损坏',
  leaked: '绑定码泄露',
  wrong: '印错',
  other: '其他',
} as const
/** One of the keys of `cardVoidLabels`. */
export type CardVoidReason = keyof typeof cardVoidLabels

/** 联系卡: one active card a person. Source: 办法 第十条（二）. */
export const contactCards = table(
  'contact_cards',
  {
    id: id().primaryKey(),
    retireeId: id()
      .notNull()
      .references(() => retirees.id),
    /** As in `retirees`: whose people may see it. */
    stationId: id()
      .notNull()
      .references(() => stations.id),
    /** As in `retirees`. */
    retireeName: text().notNull(),
    serialNo: text().notNull(),
    /** What binds a chat account to the person; opened only for the printer and whoever issues the card. */
    code: sealed().notNull(),
    /** Blind index of the code. */
    codeKey: text().notNull(),
    status: text().notNull().default('active').$type<keyof typeof cardStatusLabels>(),
    issuedAt: instant().notNull(),
    issuedBy: id().references(() => staff.id),
    /** When it was last put on paper as it now reads. */
    printedAt: instant(),
    voidedAt: instant(),
    voidReason: text().$type<CardVoidReason>(),
  },
  (t) => [
    unique('contact_cards_serial').on(t.serialNo),
    unique('contact_cards_code').on(t.codeKey),
    uniqueIndex('contact_cards_active').on(t.retireeId).where(sql`${t.status} = 'active'`),
    check('contact_cards_status', oneOf(t.status, Object.keys(cardStatusLabels))),
    check('contact_cards_reason', oneOf(t.voidReason, Object.keys(cardVoidLabels))),
    check('contact_cards_void', sql`(${t.status} = 'void') = (${t.voidedAt} is not null)`),
    check('contact_cards_why', sql`(${t.status} = 'void') = (${t.voidReason} is not null)`),
    index('contact_cards_by_time').on(t.issuedAt, t.id),
    index('contact_cards_by_station').on(t.stationId, t.issuedAt, t.id),
    index('contact_cards_by_retiree').on(t.retireeId, t.id),
    index('contact_cards_by_print').on(t.printedAt, t.stationId),
  ],
)

/** A row of `contact_cards`. */
export type ContactCard = typeof contactCards.$inferSelect

/** Running numbers of cards, one row per station. */
export const contactCardNumbers = table('contact_card_numbers', {
  stationId: id()
    .primaryKey()
    .references(() => stations.id),
  last: int().notNull(),
})

/** Where the code of a card belongs in the vault. */
export const cardPlace = (rowId: string) => `contact_cards.code:${rowId}`

/** Blind index of a code as `readCode` gives it. */
export const cardKey = (db: Db, code: string) => db.vault.blind('contact_cards.code', code)

/** 联系卡: who has one, in which state; the code is on paper only. */
export const contactCardLedger = ledger(contactCards, {
  name: 'contact-cards',
  title: '联系卡发放登记',
  tableName: 'contact_cards',
  readers: caseRoles,
  station: contactCards.stationId,
  orderBy: contactCards.issuedAt,
  status: contactCards.status,
  search: [contactCards.retireeName, contactCards.serialNo],
  fields: {
    serialNo: { label: '编号', width: 12 },
    retireeName: { label: '姓名', personal: true, width: 12 },
    status: { label: '状态', kind: 'choice', choices: cardStatusLabels, width: 8 },
    stationId: { label: '管理单位', names: 'stations', width: 20 },
    issuedAt: { label: '发卡时间', kind: 'instant', width: 17 },
    issuedBy: { label: '发卡人', names: 'staff', width: 10 },
    printedAt: { label: '打印时间', kind: 'instant', width: 17 },
    voidedAt: { label: '作废时间', kind: 'instant', width: 17 },
    voidReason: { label: '作废原因', kind: 'choice', choices: cardVoidLabels, width: 10 },
  },
})

/** Who can have a card: living, and not moved away. */
export const mayHaveCard = () => and(eq(retirees.vital, 'living'), ne(retirees.status, 'left'))

/** The active card of a person who can have one, by its code as `readCode` gives it; undefined for any other code. */
export async function findCardByCode(db: Db, code: string): Promise<ContactCard | undefined> {
  const [row] = await db
    .select({ card: contactCards })
    .from(contactCards)
    .innerJoin(retirees, eq(retirees.id, contactCards.retireeId))
    .where(
      and(
        eq(contactCards.codeKey, cardKey(db, code)),
        eq(contactCards.status, 'active'),
        mayHaveCard(),
      ),
    )
  return row?.card
}

/** What stands on these cards has changed: those that hold are to be printed again. */
export async function printAgain(tx: Tx, cards: SQL): Promise<void> {
  await tx
    .update(contactCards)
    .set({ printedAt: null })
    .where(and(cards, eq(contactCards.status, 'active')))
}

/** What staff see of the active card of a person; undefined where there is none. The caller has checked who may. */
export async function activeCardOfRetiree(db: Db, retireeId: string) {
  const { id: cardId, serialNo, issuedAt, printedAt } = contactCards
  const [row] = await db
    .select({ id: cardId, serialNo, issuedAt, printedAt })
    .from(contactCards)
    .where(and(eq(contactCards.retireeId, retireeId), eq(contactCards.status, 'active')))
  return row
}
