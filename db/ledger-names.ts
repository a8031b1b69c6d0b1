import { inArray, sql } from 'drizzle-orm'
import { kept } from './kept.ts'
import type { NamedTable } from './ledger.ts'
import { enterprises } from './ledgers/enterprise.ts'
import { familyWords } from './ledgers/family-words.ts'
import { retirees } from './ledgers/retiree.ts'
import { staff } from './ledgers/staff.ts'
import { stations } from './ledgers/station.ts'
import { channelAccounts } from './messaging/channel-account.ts'
import { channelLabels } from './messaging/message.ts'
import { prepared } from './prepared.ts'
import type { Db } from './store.ts'

/** Names of rows by id. */
export type Names = ReadonlyMap<string, string>

const stationNames = kept(async (db: Db): Promise<Names> => {
  const rows = await db.select({ id: stations.id, name: stations.name }).from(stations)
  return new Map(rows.map(({ id, name }) => [id, name]))
})

/** Ids of one statement; places that are left over hold no id. */
const idsAtOnce = 50
const places = Array.from({ length: idsAtOnce }, (_, at) => sql.placeholder(`id${at}`))

/** Names by id with a statement that is built once: a page of a ledger asks for a few dozen at every look. */
async function namesIn(
  db: Db,
  table: typeof staff | typeof enterprises | typeof retirees,
  key: string,
  ids: readonly string[],
): Promise<Names> {
  const statement = prepared(db, `names ${key}`, (name) =>
    db
      .select({ id: table.id, name: table.name })
      .from(table)
      .where(inArray(table.id, places))
      .prepare(name),
  )
  const found = new Map<string, string>()
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const values = Object.fromEntries(
      places.map((_, place) => [`id${place}`, ids[at + place] ?? '']),
    )
    for (const row of await statement.execute(values)) found.set(row.id, row.name)
  }
  return found
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
  staff: (db, ids) => namesIn(db, staff, 'staff', ids),
  enterprises: (db, ids) => namesIn(db, enterprises, 'enterprises', ids),
  retirees: (db, ids) => namesIn(db, retirees, 'retirees', ids),
  accounts: accountNames,
  families: familyWords,
} satisfies Record<NamedTable, (db: Db, ids: readonly string[]) => Promise<Names>>

/** The names that a page shows instead of ids. Unknown ids are left out. */
export const namesOf = (db: Db, of: NamedTable, ids: Iterable<string>): Promise<Names> =>
  named[of](db, [...new Set(ids)])
