import { eq } from 'drizzle-orm'
import { check, day, id, index, instant, oneOf, sealed, table, text, unique } from '../columns.ts'
import type { Db } from '../store.ts'
import { stations } from './station.ts'

/** 管理服务对象: so far what recognising a person in chat needs. Source: 办法 第七条（三）. */
export const retirees = table(
  'retirees',
  {
    id: id().primaryKey(),
    name: text().notNull(),
    stationId: id()
      .notNull()
      .references(() => stations.id),
    bornOn: day(),
    idNumber: sealed(),
    /** Blind index of the ID number. */
    idNumberKey: text(),
    idLast4: text(),
    phone: sealed(),
    phoneKey: text(),
    vital: text().notNull().$type<'living' | 'deceased'>(),
    createdAt: instant().notNull(),
  },
  (t) => [
    check('retirees_vital', oneOf(t.vital, ['living', 'deceased'])),
    unique('retirees_id_number').on(t.idNumberKey),
    // Target of outbox(retiree_id, must_be): a queued greeting needs a living person.
    unique('retirees_id_vital').on(t.id, t.vital),
    index('retirees_by_station').on(t.stationId, t.createdAt, t.id),
  ],
)

/** A row of `retirees`. */
export type Retiree = typeof retirees.$inferSelect

/** One retiree by id. */
export async function findRetiree(db: Db, retireeId: string): Promise<Retiree | undefined> {
  const [row] = await db.select().from(retirees).where(eq(retirees.id, retireeId))
  return row
}
