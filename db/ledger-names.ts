import { inArray, sql } from 'drizzle-orm'
import { enterprises } from './ledgers/enterprise.ts'
import { staff } from './ledgers/staff.ts'
import { stations } from './ledgers/station.ts'
import { prepared } from './prepared.ts'
import type { Db } from './store.ts'

/** Names of rows by id. */
export type Names = ReadonlyMap<string, string>

async function stationNames(db: Db): Promise<Names> {
  const all = prepared(db, 'station_names', (name) =>
    db.select({ id: stations.id, name: stations.name }).from(stations).prepare(name),
  )
  return new Map((await all.execute()).map((row) => [row.id, row.name]))
}

async function staffNames(db: Db, ids: readonly string[]): Promise<Names> {
  const [only] = ids
  if (only === undefined) return new Map()
  if (ids.length === 1) {
    const one = prepared(db, 'staff_name', (name) =>
      db
        .select({ id: staff.id, name: staff.name })
        .from(staff)
        .where(sql`${staff.id} = ${sql.placeholder('id')}`)
        .prepare(name),
    )
    return new Map((await one.execute({ id: only })).map((row) => [row.id, row.name]))
  }
  const rows = await db
    .select({ id: staff.id, name: staff.name })
    .from(staff)
    .where(inArray(staff.id, [...ids]))
  return new Map(rows.map((row) => [row.id, row.name]))
}

async function enterpriseNames(db: Db, ids: readonly string[]): Promise<Names> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: enterprises.id, name: enterprises.name })
    .from(enterprises)
    .where(inArray(enterprises.id, [...ids]))
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** The names that a page shows instead of ids. Unknown ids are left out. */
export async function namesOf(
  db: Db,
  of: 'stations' | 'staff' | 'enterprises',
  ids: Iterable<string>,
): Promise<Names> {
  if (of === 'stations') return stationNames(db)
  const once = [...new Set(ids)]
  return of === 'staff' ? staffNames(db, once) : enterpriseNames(db, once)
}
