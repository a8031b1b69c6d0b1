import { asc, eq } from 'drizzle-orm'
import type { Actor } from '../actor.ts'
import { check, id, index, instant, oneOf, sealed, table, text } from '../columns.ts'
import { insertion } from '../command.ts'
import { newId } from '../id.ts'
import type { Db, Tx } from '../store.ts'
import { petitions } from './petition.ts'

/** What can happen to a petition; `petitionEventLabels` says it in Chinese. */
export const petitionEventTypes = [
  'registered',
  'added',
  'accepted',
  'transferred',
  'extension_asked',
  'extended',
  'answered',
  'rated',
  'reopened',
  'closed',
] as const
/** One of `petitionEventTypes`. */
export type PetitionEventType = (typeof petitionEventTypes)[number]

/** What staff read for each event. */
export const petitionEventLabels: Readonly<Record<PetitionEventType, string>> = {
  registered: '登记',
  added: '补充材料',
  accepted: '受理交办',
  transferred: '转办',
  extension_asked: '申请延期',
  extended: '批准延期',
  answered: '答复',
  rated: '评价',
  reopened: '重新办理',
  closed: '办结',
}

/** 办理过程: only grows. */
export const petitionEvents = table(
  'petition_events',
  {
    id: id().primaryKey(),
    petitionId: id()
      .notNull()
      .references(() => petitions.id),
    at: instant().notNull(),
    type: text().notNull().$type<PetitionEventType>(),
    actorKind: text().notNull().$type<Actor['kind']>(),
    actorId: text().notNull(),
    note: sealed(),
  },
  (t) => [
    check('petition_events_type', oneOf(t.type, petitionEventTypes)),
    index('petition_events_by_petition').on(t.petitionId, t.id),
  ],
)

const place = (rowId: string) => `petition_events.note:${rowId}`

const insertEvent = insertion(petitionEvents)

/** Writes one event in the transaction it describes. */
export async function addPetitionEvent(
  tx: Tx,
  petitionId: string,
  type: PetitionEventType,
  actor: Pick<Actor, 'kind' | 'id'>,
  now: number,
  note = '',
): Promise<void> {
  const eventId = newId(now)
  await insertEvent(tx, {
    id: eventId,
    petitionId,
    at: now,
    type,
    actorKind: actor.kind,
    actorId: actor.id,
    note: note === '' ? null : tx.vault.seal(place(eventId), note),
  })
}

/** The course of one petition, oldest first, with its notes opened. */
export async function petitionHistory(db: Db, petitionId: string) {
  const rows = await db
    .select()
    .from(petitionEvents)
    .where(eq(petitionEvents.petitionId, petitionId))
    .orderBy(asc(petitionEvents.id))
  return rows.map(({ note, ...row }) => ({
    ...row,
    label: petitionEventLabels[row.type],
    note: note === null ? '' : db.vault.open(place(row.id), note),
  }))
}
