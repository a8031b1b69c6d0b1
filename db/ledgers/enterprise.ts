import { inArray } from 'drizzle-orm'
import { caseRoles } from '../../policy/role.ts'
import { id, index, instant, table, text, unique } from '../columns.ts'
import { newId } from '../id.ts'
import { ledger } from '../ledger.ts'
import { storable } from '../storable.ts'
import type { Db, Tx } from '../store.ts'

/** 移交企业: who hands people over. Source: 办法 第四条. */
export const enterprises = table(
  'enterprises',
  {
    id: id().primaryKey(),
    name: text().notNull(),
    contactName: text().notNull().default(''),
    phone: text().notNull().default(''),
    createdAt: instant().notNull(),
  },
  (t) => [
    unique('enterprises_name').on(t.name),
    index('enterprises_by_time').on(t.createdAt, t.id),
  ],
)

/** A row of `enterprises`. */
export type Enterprise = typeof enterprises.$inferSelect

/** 移交企业名录. */
export const enterpriseLedger = ledger(enterprises, {
  name: 'enterprises',
  title: '移交企业名录',
  tableName: 'enterprises',
  readers: caseRoles,
  orderBy: enterprises.createdAt,
  search: [enterprises.name],
  fields: {
    name: { label: '企业名称', width: 30 },
    contactName: { label: '经办人', width: 12 },
    phone: { label: '联系电话', width: 16 },
    createdAt: { label: '登记时间', kind: 'instant', width: 17 },
  },
})

const rowsAtOnce = 100

/** Ids by name; what is not known yet is added. Names are compared without outer blanks. */
export async function enterpriseIds(
  tx: Tx,
  names: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(names.map((name) => storable(name.trim())))].filter(Boolean)
  const found = new Map<string, string>()
  for (let at = 0; at < wanted.length; at += rowsAtOnce) {
    const part = wanted.slice(at, at + rowsAtOnce)
    const rows = part.map((name) => ({ id: newId(now), name, createdAt: now }))
    await tx.insert(enterprises).values(rows).onConflictDoNothing({ target: enterprises.name })
    for (const row of await enterprisesNamed(tx, part)) found.set(row.name, row.id)
  }
  return found
}

/** Enterprises with these very names. */
export async function enterprisesNamed(db: Db, names: readonly string[]): Promise<Enterprise[]> {
  if (names.length === 0) return []
  return db
    .select()
    .from(enterprises)
    .where(inArray(enterprises.name, [...names]))
}
