import { inArray, sql } from 'drizzle-orm'
import type { NamedTable } from './ledger.ts'
import { enterprises } from './ledgers/enterprise.ts'
import { retirees } from './ledgers/retiree.ts'
import { staff } from './ledgers/staff.ts'
import { stations } from './ledgers/station.ts'
import { channelAccounts } from './messaging/channel-account.ts'
import { channelLabels } from './messaging/message.ts'
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

async function retireeNames(db: Db, ids: readonly string[]): Promise<Names> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: retirees.id, name: retirees.name })
    .from(retirees)
    .where(inArray(retirees.id, [...ids]))
  return new Map(rows.map((row) => [row.id, row.name]))
}

async function accountNames(db: Db, ids: readonly string[]): Promise<Names> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: channelAccounts.id, channel: channelAccounts.channel })
    .from(channelAccounts)
    .where(inArray(channelAccounts.id, [...ids]))
  return new Map(rows.map((row) => [row.id, channelLabels[row.channel]]))
}

const named = {
  stations: stationNames,
  staff: staffNames,
  enterprises: enterpriseNames,
  retirees: retireeNames,
  accounts: accountNames,
} satisfies Record<NamedTable, (db: Db, ids: readonly string[]) => Promise<Names>>

/** The names that a page shows instead of ids. Unknown ids are left out. */
export const namesOf = (db: Db, of: NamedTable, ids: Iterable<string>): Promise<Names> =>
  named[of](db, [...new Set(ids)])
