import { getTableColumns, getTableName } from 'drizzle-orm'
import { chinaTime } from '../../policy/calendar.ts'
import type { Field, Ledger } from '../ledger.ts'
import { namesOf } from '../ledger-names.ts'
import { ledgers } from '../ledgers/index.ts'
import type { Db } from '../store.ts'
import type { PersonalColumn, PersonalTable, RawRow } from './field.ts'
import { looksAt } from './look.ts'
import { isSealed, personalTables } from './register.ts'

/** One thing that is kept of a person, in words. */
export interface DataItem {
  readonly label: string
  readonly value: string
}

/** What one ledger or table keeps of a person. */
export interface DataTable {
  readonly table: string
  readonly title: string
  readonly purpose: string
  readonly rows: readonly (readonly DataItem[])[]
}

/** Where a sealed value of a row belongs in the vault. */
export function placeOf(entry: PersonalTable, key: string, row: RawRow): string {
  const own = () => `${getTableName(entry.table)}.${key}:${String(row['id'])}`
  return entry.place?.(key, row) ?? own()
}

function openValue(db: Db, entry: PersonalTable, key: string, row: RawRow): unknown {
  const value = row[key]
  if (!isSealed(entry.table, key) || !Buffer.isBuffer(value)) return value
  return db.vault.open(placeOf(entry, key, row), value)
}

const isInstant = (key: string, value: unknown): value is number =>
  /^at$|At$/.test(key) && typeof value === 'number'

function plainText(key: string, field: Field | undefined, value: unknown): string {
  if (isInstant(key, value)) return chinaTime(value)
  if (field?.choices !== undefined) return field.choices[String(value)] ?? String(value)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

async function textOf(
  db: Db,
  key: string,
  value: unknown,
  { column, field, masked }: { column: PersonalColumn; field: Field | undefined; masked: boolean },
): Promise<string> {
  const names = field?.names ?? (key === 'stationId' ? 'stations' : undefined)
  if (names !== undefined && names !== 'subjects' && typeof value === 'string')
    return (await namesOf(db, names, [value])).get(value) ?? ''
  const plain =
    column.words === undefined ? plainText(key, field, value) : column.words(String(value))
  return masked && column.mask !== undefined ? column.mask(plain) : plain
}

const ledgerOf = (name: string): Ledger | undefined =>
  ledgers.find(({ tableName }) => tableName === name)

/** What one table keeps of a person; empty when it keeps nothing, or its rows are nobody's. */
async function dataIn(db: Db, entry: PersonalTable, person: string, masked: boolean) {
  if (entry.of === undefined) return []
  const fields = ledgerOf(getTableName(entry.table))?.fields ?? {}
  const shown = Object.entries(entry.columns).filter(([, column]) => column.internal !== true)
  const columns = getTableColumns(entry.table)
  const rows: RawRow[] = await db.select(columns).from(entry.table).where(entry.of(person))
  const out: DataItem[][] = []
  for (const row of rows) {
    const items: DataItem[] = []
    for (const [key, column] of shown) {
      const value = openValue(db, entry, key, row)
      if (value === null || value === undefined || value === '') continue
      const given = { column, field: fields[key], masked }
      items.push({ label: column.label, value: await textOf(db, key, value, given) })
    }
    if (items.length > 0) out.push(items)
  }
  return out
}

/**
 * Everything that is kept of one person, ledger by ledger, and who looked at it: the register itself is walked, so that a
 * ledger of tomorrow is in it. `masked`: numbers and addresses hidden in part. The caller has checked who may.
 * Source: 个人信息保护法 第四十五条.
 */
export async function personData(db: Db, person: string, masked: boolean): Promise<DataTable[]> {
  const tables: DataTable[] = []
  for (const entry of personalTables) {
    const rows = await dataIn(db, entry, person, masked)
    const { title, purpose } = entry
    if (rows.length > 0) tables.push({ table: getTableName(entry.table), title, purpose, rows })
  }
  const seen = await looksAt(db, person)
  const rows = seen.map(({ at, staffName, action }) => [
    { label: '时间', value: chinaTime(at) },
    { label: '工作人员', value: staffName },
    { label: '做了什么', value: action },
  ])
  const purpose = '查清谁看过（第五十四条）'
  return [...tables, { table: 'audit_entries', title: '谁看过这份资料', purpose, rows }]
}
