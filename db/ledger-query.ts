import { and, asc, desc, eq, or, type SQL, sql } from 'drizzle-orm'
import { china, endOfDay } from '../policy/calendar.ts'
import { oneOf } from './columns.ts'
import { NotFound } from './errors.ts'
import type { Ledger } from './ledger.ts'
import { readCursor, writeCursor } from './ledger-cursor.ts'
import type { DueSpan } from './ledger-due.ts'
import { columnOf, fieldsFor, periodKind, type Reader } from './ledger-fields.ts'
import { type LedgerRow, readRows } from './ledger-row.ts'
import { prepared } from './prepared.ts'
import { covers, type Scope } from './scope.ts'
import type { Db } from './store.ts'

/** What narrows a ledger. `from` and `to` are China dates, both included; `q` is a part of a text. */
export interface LedgerFilter {
  readonly station?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly status?: string | undefined
  readonly q?: string | undefined
  readonly due?: DueSpan | undefined
}

/** One page of a filtered ledger. */
export interface LedgerPage extends LedgerFilter {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Rows of an export come in pages of this many. */
export const exportPageRows = 500

type Values = Record<string, string | number>
type Condition = readonly [name: string, condition: SQL | undefined, values: Values]

const slot = (name: string) => sql.placeholder(name)

/** Text for LIKE: every character means itself. ASCII in lower case, because only one engine ignores case by itself. */
const containing = (part: string): string =>
  `%${part.toLowerCase().replaceAll(/[\\%_]/g, (char) => `\\${char}`)}%`

function stationCondition(ledger: Ledger, scope: Scope, station?: string): Condition | 'nothing' {
  const column = ledger.station
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

function dueConditions(ledger: Ledger, { due }: LedgerFilter): Condition[] {
  const { status } = ledger
  if (due === undefined || ledger.due === undefined || status === undefined) return []
  const { column, open } = ledger.due
  const conditions: Condition[] = [['o', or(...open.map((value) => eq(status, value))), {}]]
  if (due.from !== undefined)
    conditions.push(['d', sql`${column} >= ${slot('dueFrom')}`, { dueFrom: due.from }])
  if (due.to !== undefined)
    conditions.push(['e', sql`${column} <= ${slot('dueTo')}`, { dueTo: due.to }])
  return conditions
}

function searchCondition(ledger: Ledger, q: string | undefined): Condition[] {
  if (q === undefined || q === '' || ledger.search === undefined) return []
  const likes = ledger.search.map((c) => sql`lower(${c}) like ${slot('q')} escape '\\'`)
  return [['q', or(...likes), { q: containing(q) }]]
}

function cursorCondition(ledger: Ledger, cursor: string | undefined): Condition[] {
  if (cursor === undefined) return []
  const holds = ledger.orderBy.dataType === 'number' ? 'number' : 'string'
  const { at, id } = readCursor(cursor, holds)
  const beyond = ledger.ascending ? sql`>` : sql`<`
  const row = sql`(${ledger.orderBy}, ${ledger.table.id})`
  return [['c', sql`${row} ${beyond} (${slot('at')}, ${slot('id')})`, { at, id }]]
}

function selectOf(ledger: Ledger, keys: readonly string[]) {
  const columns = keys.map((key) => [key, columnOf(ledger, key)] as const)
  return { id: ledger.table.id, at: ledger.orderBy, ...Object.fromEntries(columns) }
}

/** One page of raw rows, one more than asked for when more follow. */
async function pageRows(
  db: Db,
  ledger: Ledger,
  keys: readonly string[],
  all: Condition[],
  limit: number,
) {
  const shape = all.map(([name]) => name).join('')
  const order = ledger.ascending ? asc : desc
  const statement = prepared(db, `ledger ${ledger.name} ${shape} ${keys.join(' ')}`, (name) =>
    db
      .select(selectOf(ledger, keys))
      .from(ledger.table)
      .where(and(...all.map(([, condition]) => condition)))
      .orderBy(order(ledger.orderBy), order(ledger.table.id))
      .limit(slot('limit'))
      .prepare(name),
  )
  const values = Object.assign({ limit: limit + 1 }, ...all.map(([, , value]) => value))
  const rows: Record<string, unknown>[] = await statement.execute(values)
  return rows
}

/**
 * One page of a ledger within the scope, as this reader may see it. A station outside the scope has no rows.
 * @throws {BadCursor}
 */
export async function listLedger(
  db: Db,
  ledger: Ledger,
  scope: Scope,
  reader: Reader,
  page: LedgerPage,
): Promise<{ items: LedgerRow[]; nextCursor: string | null }> {
  const station = stationCondition(ledger, scope, page.station)
  if (station === 'nothing') return { items: [], nextCursor: null }
  const conditions = [
    station,
    ...statusCondition(ledger, page),
    ...periodConditions(ledger, page),
    ...dueConditions(ledger, page),
    ...searchCondition(ledger, page.q),
    ...cursorCondition(ledger, page.cursor),
  ]
  const fields = fieldsFor(ledger, reader, 'list')
  const keys = fields.map((field) => field.key)
  const rows = await pageRows(db, ledger, keys, conditions, page.limit)
  const more = rows.length > page.limit
  const shown = more ? rows.slice(0, page.limit) : rows
  const last = shown.at(-1)
  const cursor = more && last !== undefined ? positionOf(last) : null
  return { items: await readRows(db, ledger, fields, shown), nextCursor: cursor }
}

function positionOf(row: Record<string, unknown>): string {
  const { at, id } = row
  if (typeof id !== 'string' || (typeof at !== 'string' && typeof at !== 'number'))
    throw new Error('ledger row without a position')
  return writeCursor({ at, id })
}

/** One row with all fields this reader may see. @throws {NotFound} also for rows outside the scope. */
export async function ledgerRow(
  db: Db,
  ledger: Ledger,
  scope: Scope,
  reader: Reader,
  rowId: string,
): Promise<LedgerRow> {
  const station = stationCondition(ledger, scope)
  if (station === 'nothing') throw new NotFound()
  const same: Condition = ['i', eq(ledger.table.id, slot('row')), { row: rowId }]
  const fields = fieldsFor(ledger, reader, 'detail')
  const keys = fields.map((field) => field.key)
  const rows = await pageRows(db, ledger, keys, [station, same, ...statusCondition(ledger, {})], 1)
  const [row] = await readRows(db, ledger, fields, rows)
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
    const page = { ...filter, limit: exportPageRows, cursor }
    const { items, nextCursor } = await listLedger(db, ledger, scope, reader, page)
    if (items.length > 0) yield items
    cursor = nextCursor ?? undefined
  } while (cursor !== undefined)
}
