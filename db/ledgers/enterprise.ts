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

/** Adds what is not known yet, under these ids; returns the ids by name, which are others where the name was known. */
export async function addEnterprises(
  tx: Tx,
  wanted: readonly Pick<Enterprise, 'id' | 'name'>[],
  now: number,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (let at = 0; at < wanted.length; at += rowsAtOnce) {
    const part = wanted.slice(at, at + rowsAtOnce)
    const rows = part.map(({ id, name }) => ({ id, name, createdAt: now }))
    await tx.insert(enterprises).values(rows).onConflictDoNothing({ target: enterprises.name })
    const names = part.map(({ name }) => name)
    for (const row of await enterprisesNamed(tx, names)) found.set(row.name, row.id)
  }
  return found
}

/** The id of an enterprise, which is added when nobody knows it; null for no name. Outer blanks do not count. */
export async function enterpriseId(tx: Tx, words: string, now: number): Promise<string | null> {
  const name = storable(words.trim())
  if (name === '') return null
  const ids = await addEnterprises(tx, [{ id: newId(now), name }], now)
  return ids.get(name) ?? null
}

/** Enterprises with these very names. */
export async function enterprisesNamed(db: Db, names: readonly string[]): Promise<Enterprise[]> {
  if (names.length === 0) return []
  return db
    .select()
    .from(enterprises)
    .where(inArray(enterprises.name, [...names]))
}
