import { and, asc, desc, eq, getTableColumns, or, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { china, endOfDay } from '../policy/calendar.ts'
import { oneOf } from './columns.ts'
import { LedgerError, NotFound } from './errors.ts'
import type { Ledger, Lookup } from './ledger.ts'
import { readCursor, writeCursor } from './ledger-cursor.ts'
import type { DueSpan } from './ledger-due.ts'
import {
  fieldsFor,
  periodKind,
  type Reader,
  seesPeople,
  sourceOf,
  type View,
} from './ledger-fields.ts'
import { type Condition, dueConditions, narrowConditions } from './ledger-narrow.ts'
import { type LedgerRow, readRows } from './ledger-row.ts'
import { prepared } from './prepared.ts'
import { covers, type Scope } from './scope.ts'
import { fixedLimit } from './statement.ts'
import type { Db } from './store.ts'

/** What narrows a ledger. `from` and `to` are China dates, both included; `q` is a part of a text. */
export interface LedgerFilter {
  readonly station?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly status?: string | undefined
  readonly q?: string | undefined
  readonly due?: DueSpan | undefined
  /** Choices by field key, of those that the ledger is narrowed by. */
  readonly narrow?: Readonly<Record<string, string | undefined>> | undefined
  /** China date of the look, which what is computed depends on; without it that reads null, and narrows nothing. */
  readonly today?: string | undefined
}

/** One page of a filtered ledger. */
export interface LedgerPage extends LedgerFilter {
  readonly limit: number
  readonly cursor?: string | undefined
  /** Which fields; default: those of the list. */
  readonly view?: View
}

/** One character is no search: it would find too many. */
class SearchTooShort extends LedgerError {
  readonly code = 'search_too_short'
  constructor() {
    super('请至少输入两个字，或电话号码、身份证后四位。')
  }
}

/** Rows of an export come in pages of this many. */
export const exportPageRows = 500

const slot = (name: string) => sql.placeholder(name)

/** Text for LIKE: every character means itself. */
const containing = (part: string): string =>
  `%${part.replaceAll(/[\\%_]/g, (char) => `\\${char}`)}%`

/** The columns that a query is narrowed and ordered by: the ledger's own, or those of its tokens. */
interface Source {
  readonly station: PgColumn | undefined
  readonly at: PgColumn
  readonly id: PgColumn
  readonly tokens?: Lookup['tokens']
}

const ownSource = ({ station, orderBy, table }: Ledger): Source => ({
  station,
  at: orderBy,
  id: table.id,
})

function stationCondition(
  { station: column }: Pick<Source, 'station'>,
  scope: Scope,
  station?: string,
): Condition | 'nothing' {
  if (column === undefined) return ['', undefined, {}]
  if (station === undefined && scope.all) return ['', undefined, {}]
  if (station !== undefined && !covers(scope, station)) return 'nothing'
  const ids = station === undefined && !scope.all ? scope.stationIds : [station ?? '']
  if (ids.length === 0) return 'nothing'
  const values = Object.fromEntries(ids.map((id, index) => [`station${index}`, id]))
  const conditions = ids.map((_, index) => eq(column, slot(`station${index}`)))
  return [`s${ids.length}`, or(...conditions), values]
}

function periodConditions(ledger: Ledger, { from, to }: LedgerFilter): Condition[] {
  const kind = periodKind(ledger)
  if (kind === undefined) return []
  const first = from === undefined || kind === 'day' ? from : china(from)
  const last = to === undefined || kind === 'day' ? to : endOfDay(to)
  const conditions: Condition[] = []
  if (first !== undefined)
    conditions.push(['f', sql`${ledger.orderBy} >= ${slot('from')}`, { from: first }])
  if (last !== undefined)
    conditions.push(['t', sql`${ledger.orderBy} <= ${slot('to')}`, { to: last }])
  return conditions
}

function statusCondition(ledger: Ledger, { status }: LedgerFilter): Condition[] {
  if (ledger.status === undefined) return []
  const column = ledger.status
  const only = ledger.onlyStatus === undefined ? undefined : oneOf(column, ledger.onlyStatus)
  const fixed: Condition = ['', only, {}]
  if (status === undefined) return [fixed]
  return [fixed, ['u', eq(column, slot('status')), { status }]]
}

/** Both sides in lower case by the database: SQLite lowers ASCII only. */
const likeQ = (column: PgColumn) => sql`lower(${column}) like lower(${slot('q')}) escape '\\'`

/** A search by an index: an equality, or the first two characters among the tokens and all of them in the text. */
function lookUp(db: Db, ledger: Ledger, lookup: Lookup, q: string): [Source, Condition[]] {
  for (const [index, { column, read }] of lookup.exact.entries()) {
    const value = read(q, db.vault)
    if (value !== undefined)
      return [ownSource(ledger), [[`x${index}`, eq(column, slot('q')), { q: value }]]]
  }
  const characters = [...q]
  if (characters.length < 2) throw new SearchTooShort()
  const { tokens, text } = lookup
  const token = characters.slice(0, 2).join('')
  // In lower case by the database, as the tokens are: what it leaves as it is must stay so on both sides.
  const conditions: Condition[] = [['k', sql`${tokens.token} = lower(${slot('token')})`, { token }]]
  if (characters.length > 2) conditions.push(['q', likeQ(text), { q: containing(q) }])
  return [{ station: tokens.station, at: tokens.at, id: tokens.ref, tokens }, conditions]
}

function searchOf(db: Db, ledger: Ledger, given: string | undefined): [Source, Condition[]] {
  const q = given?.trim() ?? ''
  if (q === '') return [ownSource(ledger), []]
  if (ledger.lookup !== undefined) return lookUp(db, ledger, ledger.lookup, q)
  if (ledger.search === undefined) return [ownSource(ledger), []]
  const all = or(...ledger.search.map(likeQ))
  return [ownSource(ledger), [['q', all, { q: containing(q) }]]]
}

function cursorCondition(ledger: Ledger, source: Source, cursor: string | undefined): Condition[] {
  if (cursor === undefined) return []
  const holds = ledger.orderBy.dataType === 'number' ? 'number' : 'string'
  const { at, id } = readCursor(cursor, holds)
  const beyond = ledger.ascending ? sql`>` : sql`<`
  const row = sql`(${source.at}, ${source.id})`
  return [['c', sql`${row} ${beyond} (${slot('at')}, ${slot('id')})`, { at, id }]]
}

/** Each column once, however many fields are read from it: a page is a thousand values. */
function selectOf(ledger: Ledger, keys: readonly string[]) {
  const wanted = Object.entries(getTableColumns(ledger.table)).filter(
    ([key, column]) => keys.includes(key) || key === 'id' || column === ledger.orderBy,
  )
  return Object.fromEntries(wanted)
}

/** How many rows are read for a page: a kept statement has its limit in its text, and there must not be one for each. */
const readAtOnce = [2, 51, 201, exportPageRows + 1]

/** One page of raw rows, and more when more follow. */
async function pageRows(
  db: Db,
  ledger: Ledger,
  keys: readonly string[],
  source: Source,
  all: Condition[],
  limit: number,
) {
  const shape = all.map(([name]) => name).join('')
  const order = ledger.ascending ? asc : desc
  const most = readAtOnce.find((rows) => rows > limit) ?? limit + 1
  const key = `ledger ${ledger.name} ${most} ${shape} ${keys.join(' ')}`
  const statement = prepared(db, key, (name) => {
    const rows = db.select(selectOf(ledger, keys)).from(ledger.table).$dynamic()
    const { tokens } = source
    return (
      tokens === undefined ? rows : rows.innerJoin(tokens.table, eq(tokens.ref, ledger.table.id))
    )
      .where(and(...all.map(([, condition]) => condition)))
      .orderBy(order(source.at), order(source.id))
      .limit(fixedLimit(most))
      .prepare(name)
  })
  const values = Object.assign({}, ...all.map(([, , value]) => value))
  const rows: Record<string, unknown>[] = await statement.execute(values)
  return rows
}

/**
 * One page of a ledger within the scope, as this reader may see it. A station outside the scope has no rows.
 * @throws {BadCursor} @throws {SearchTooShort}
 */
export async function listLedger(
  db: Db,
  ledger: Ledger,
  scope: Scope,
  reader: Reader,
  page: LedgerPage,
): Promise<{ items: LedgerRow[]; nextCursor: string | null }> {
  const [source, search] = searchOf(db, ledger, page.q)
  const station = stationCondition(source, scope, page.station)
  if (station === 'nothing') return { items: [], nextCursor: null }
  const conditions = [
    station,
    ...statusCondition(ledger, page),
    ...periodConditions(ledger, page),
    ...dueConditions(ledger, page.due),
    ...(page.today === undefined ? [] : narrowConditions(ledger, page.narrow ?? {}, page.today)),
    ...search,
    ...cursorCondition(ledger, source, page.cursor),
  ]
  const fields = fieldsFor(ledger, reader, page.view ?? 'list')
  const keys = fields.map(sourceOf)
  const rows = await pageRows(db, ledger, keys, source, conditions, page.limit)
  const more = rows.length > page.limit
  const shown = more ? rows.slice(0, page.limit) : rows
  const last = shown.at(-1)
  const cursor = more && last !== undefined ? positionOf(ledger, last) : null
  return {
    items: await readRows(db, ledger, fields, shown, {
      people: seesPeople(reader),
      today: page.today,
    }),
    nextCursor: cursor,
  }
}

function positionOf({ table, orderBy }: Ledger, row: Record<string, unknown>): string {
  const columns = Object.entries(getTableColumns(table))
  const at = row[columns.find(([, column]) => column === orderBy)?.[0] ?? '']
  const { id } = row
  if (typeof id !== 'string' || (typeof at !== 'string' && typeof at !== 'number'))
    throw new Error('ledger row without a position')
  return writeCursor({ at, id })
}

/** One row with all fields this reader may see; `today`: China date of the look. @throws {NotFound} also for rows outside the scope. */
export async function ledgerRow(
  db: Db,
  ledger: Ledger,
  scope: Scope,
  reader: Reader,
  rowId: string,
  today?: string,
): Promise<LedgerRow> {
  const station = stationCondition(ownSource(ledger), scope)
  if (station === 'nothing') throw new NotFound()
  const same: Condition = ['i', eq(ledger.table.id, slot('row')), { row: rowId }]
  const fields = fieldsFor(ledger, reader, 'detail')
  const keys = fields.map(sourceOf)
  const conditions = [station, same, ...statusCondition(ledger, {})]
  const rows = await pageRows(db, ledger, keys, ownSource(ledger), conditions, 1)
  const look = { people: seesPeople(reader), today }
  const [row] = await readRows(db, ledger, fields, rows, look)
  if (row === undefined) throw new NotFound()
  return row
}

/** Every row that a list with this filter would show, page by page, for exports and print. */
export async function* exportLedger(
  db: Db,
  ledger: Ledger,
  scope: Scope,
  reader: Reader,
  filter: LedgerFilter,
): AsyncGenerator<LedgerRow[]> {
  let cursor: string | undefined
  do {
    const page = { ...filter, limit: exportPageRows, cursor, view: 'paper' as const }
    const { items, nextCursor } = await listLedger(db, ledger, scope, reader, page)
    if (items.length > 0) yield items
    cursor = nextCursor ?? undefined
  } while (cursor !== undefined)
}
