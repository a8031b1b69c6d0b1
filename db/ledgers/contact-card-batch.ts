import {
  check,
  id,
  index,
  instant,
  int,
  oneOf,
  primaryKey,
  table,
  text,
  unique,
} from '../columns.ts'
import { retirees } from './retiree.ts'
import { staff } from './staff.ts'
import { stations } from './station.ts'

/** What became of somebody in a batch: not come to yet, has a new card, or needs none. */
export const batchOutcomes = ['waiting', 'issued', 'skipped'] as const

/** 批量发卡: cards for many people, a few at a time, so that it can be broken off and go on. */
export const contactCardBatches = table(
  'contact_card_batches',
  {
    id: id().primaryKey(),
    /** Whose people; null: chosen by the center from several stations. */
    stationId: id().references(() => stations.id),
    staffId: id()
      .notNull()
      .references(() => staff.id),
    status: text().notNull().$type<'running' | 'done'>(),
    total: int().notNull(),
    issued: int().notNull().default(0),
    skipped: int().notNull().default(0),
    createdAt: instant().notNull(),
    /** When it last went on: whoever stands still is continued. */
    touchedAt: instant().notNull(),
  },
  (t) => [
    check('contact_card_batches_status', oneOf(t.status, ['running', 'done'])),
    index('contact_card_batches_open').on(t.status, t.touchedAt),
  ],
)

/** A row of `contact_card_batches`. */
export type ContactCardBatch = typeof contactCardBatches.$inferSelect

/** One row a person of a batch. */
export const contactCardBatchPeople = table(
  'contact_card_batch_people',
  {
    batchId: id()
      .notNull()
      .references(() => contactCardBatches.id),
    position: int().notNull(),
    retireeId: id()
      .notNull()
      .references(() => retirees.id),
    outcome: text().notNull().$type<(typeof batchOutcomes)[number]>(),
  },
  (t) => [
    primaryKey({ columns: [t.batchId, t.position] }),
    unique('contact_card_batch_people_once').on(t.batchId, t.retireeId),
    check('contact_card_batch_people_outcome', oneOf(t.outcome, batchOutcomes)),
    index('contact_card_batch_people_next').on(t.batchId, t.outcome, t.position),
  ],
)
