import { asc, eq, sql } from 'drizzle-orm'
import { caseRoles } from '../../policy/role.ts'
import { check, id, index, instant, int, oneOf, table, text, unique } from '../columns.ts'
import { kept } from '../kept.ts'
import { ledger } from '../ledger.ts'
import { covers, type Scope } from '../scope.ts'
import { statement } from '../statement.ts'
import type { Db } from '../store.ts'
import { counties } from './county.ts'

/** 县退管中心, 社区劳动保障工作站, 乡（镇）劳动保障工作站. */
export const stationKinds = ['center', 'community', 'township'] as const
/** One of `stationKinds`. */
export type StationKind = (typeof stationKinds)[number]

/** 劳动保障工作站, and 县退管中心 as the station that takes what belongs to no other. Source: 办法 第五条. */
export const stations = table(
  'stations',
  {
    id: id().primaryKey(),
    countyId: id()
      .notNull()
      .references(() => counties.id),
    kind: text().notNull().$type<StationKind>(),
    /** Two capital letters that begin the serial numbers of this station. */
    code: text().notNull(),
    name: text().notNull(),
    /** What people say when they mean it: 广通, 金山… */
    shortName: text().notNull(),
    address: text().notNull().default(''),
    contactName: text().notNull().default(''),
    phone: text().notNull().default(''),
    position: int().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [
    check('stations_kind', oneOf(t.kind, stationKinds)),
    unique('stations_code').on(t.code),
    index('stations_by_position').on(t.position, t.id),
  ],
)

/** A row of `stations`. */
export type Station = typeof stations.$inferSelect

/** What each kind of station is called. */
export const stationKindLabels: Readonly<Record<StationKind, string>> = {
  center: '县退管中心',
  community: '社区工作站',
  township: '乡（镇）工作站',
}

/** 工作站名录: in the order of the county's list. Offices are no secret: who transfers a petition must find them all. */
export const stationLedger = ledger(stations, {
  name: 'stations',
  title: '劳动保障工作站名录',
  tableName: 'stations',
  readers: [...caseRoles, 'sysadmin'],
  orderBy: stations.position,
  ascending: true,
  search: [stations.name, stations.code],
  fields: {
    code: { label: '编号字头', width: 10 },
    name: { label: '名称', width: 26 },
    shortName: { label: '简称', width: 12 },
    kind: { label: '类别', kind: 'choice', choices: stationKindLabels, width: 14 },
    address: { label: '地址', width: 30 },
    contactName: { label: '联系人', width: 12 },
    phone: { label: '联系电话', width: 16 },
  },
})

const selectStation = statement((db: Db, name) =>
  db
    .select()
    .from(stations)
    .where(eq(stations.id, sql.placeholder('stationId')))
    .prepare(name),
)
const selectCenter = statement((db: Db, name) =>
  db.select().from(stations).where(eq(stations.kind, 'center')).prepare(name),
)

/** All units in their order, kept for what every message asks. */
const keptStations = kept((db) =>
  db.select().from(stations).orderBy(asc(stations.position), asc(stations.id)),
)

/** What a station is called. */
export type StationName = Pick<Station, 'id' | 'name' | 'shortName'>

/** The station somebody means by the name of a township or community within what they say. */
export async function findNamedStation(db: Db, text: string): Promise<StationName | undefined> {
  const all = await keptStations(db)
  return all.find(({ kind, shortName }) => kind !== 'center' && text.includes(shortName))
}

/** One station, or undefined when there is none inside the scope. */
export async function findStation(db: Db, scope: Scope, stationId: string) {
  if (!covers(scope, stationId)) return undefined
  const [row] = await selectStation(db).execute({ stationId })
  return row
}

/** As `findStation`, for every message: what changed in the last five seconds may still read as it was. */
export async function knownStation(db: Db, scope: Scope, stationId: string) {
  if (!covers(scope, stationId)) return undefined
  const all = await keptStations(db)
  return all.find(({ id }) => id === stationId) ?? findStation(db, scope, stationId)
}

/** What a station is called, with its telephone where it has one: 广通镇劳动保障工作站，电话 0878-4120000. */
export async function stationContact(db: Db, stationId: string): Promise<string | undefined> {
  const [station] = await selectStation(db).execute({ stationId })
  return station && (station.phone ? `${station.name}，电话 ${station.phone}` : station.name)
}

/** 县退管中心. @throws {Error} when the county was never seeded. */
export async function centerStation(db: Db): Promise<Station> {
  const [row] = await selectCenter(db).execute()
  if (row === undefined) throw new Error('no center: the county seed was not applied')
  return row
}

/** The id of every station of the county by its name and by its short name. */
export async function stationIdsByName(db: Db): Promise<ReadonlyMap<string, string>> {
  const rows = await db.select().from(stations)
  return new Map(
    rows.flatMap(
      ({ id, name, shortName }) =>
        [
          [name, id],
          [shortName, id],
        ] as const,
    ),
  )
}
