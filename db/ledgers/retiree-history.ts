import { sql } from 'drizzle-orm'
import { check, day, id, index, instant, sealed, table, text, uniqueIndex } from '../columns.ts'
import { retirees } from './retiree.ts'
import { retireeImports } from './retiree-import.ts'
import { stations } from './station.ts'

/** 变更记录: what a field held before and after, each sealed for this row. */
export const retireeChanges = table(
  'retiree_changes',
  {
    id: id().primaryKey(),
    retireeId: id()
      .notNull()
      .references(() => retirees.id),
    at: instant().notNull(),
    actorKind: text().notNull(),
    actorId: text().notNull(),
    field: text().notNull(),
    before: sealed(),
    after: sealed(),
    /** The import that made the change. */
    importId: id().references(() => retireeImports.id),
  },
  (t) => [
    index('retiree_changes_by_retiree').on(t.retireeId, t.id),
    index('retiree_changes_by_import').on(t.importId),
  ],
)

/** 管理单位的变动: one managing unit at a time, with dates. Source: 办法 第三条. */
export const retireeStations = table(
  'retiree_stations',
  {
    id: id().primaryKey(),
    retireeId: id()
      .notNull()
      .references(() => retirees.id),
    stationId: id()
      .notNull()
      .references(() => stations.id),
    fromOn: day().notNull(),
    toOn: day(),
    reason: text().notNull().default(''),
  },
  (t) => [
    check('retiree_stations_order', sql`${t.toOn} is null or ${t.toOn} >= ${t.fromOn}`),
    uniqueIndex('retiree_stations_now').on(t.retireeId).where(sql`${t.toOn} is null`),
    index('retiree_stations_by_retiree').on(t.retireeId, t.fromOn, t.id),
  ],
)

/** Where the value of a change belongs in the vault. */
export const changePlace = (side: 'before' | 'after', rowId: string) =>
  `retiree_changes.${side}:${rowId}`
