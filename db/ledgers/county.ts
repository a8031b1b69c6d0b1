import { id, instant, table, text } from '../columns.ts'

/** 县: one row, from the seed file. */
export const counties = table('counties', {
  id: id().primaryKey(),
  name: text().notNull(),
  centerName: text().notNull(),
  seededAt: instant().notNull(),
})
