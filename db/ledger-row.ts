import { subjectNames } from './audit-subject.ts'
import type { Ledger } from './ledger.ts'
import { type KeyedField, nameKey, sourceOf } from './ledger-fields.ts'
import { type Names, namesOf } from './ledger-names.ts'
import type { Db } from './store.ts'

/** A row as a reader gets it: opened texts, numbers, codes of choices, epoch milliseconds, dates. */
export type LedgerRow = { readonly id: string } & Readonly<Record<string, LedgerValue>>

/** What a field can hold. */
export type LedgerValue = string | number | null

type RawRow = Readonly<Record<string, unknown>>

/** Who looks, and on which China date: what is computed is null without one. */
export interface Look {
  /** Whether the reader may know who is managed. */
  readonly people: boolean
  readonly today?: string | undefined
}

function readValue(
  db: Db,
  ledger: Ledger,
  field: KeyedField,
  row: RawRow,
  today: string | undefined,
): LedgerValue {
  const value = row[sourceOf(field)]
  if (value === null || value === undefined) return null
  const read = field.computed?.read
  if (read !== undefined && (typeof value === 'string' || typeof value === 'number'))
    return today === undefined ? null : read(value, today)
  if (field.kind === 'sealed' && Buffer.isBuffer(value)) {
    const plain = db.vault.open(`${ledger.tableName}.${field.key}:${String(row['id'])}`, value)
    return field.open === undefined ? plain : field.open(plain)
  }
  if (typeof value === 'string' || typeof value === 'number') return value
  throw new Error(`ledger ${ledger.name}: field ${field.key} holds no plain value`)
}

async function namesBehind(
  db: Db,
  fields: readonly KeyedField[],
  rows: readonly RawRow[],
  people: boolean,
) {
  const found = new Map<string, Names>()
  for (const field of fields) {
    const { key, names } = field
    if (names === undefined) continue
    const ids = rows.map((row) => row[sourceOf(field)]).filter((id) => typeof id === 'string')
    const read = names === 'subjects' ? subjectNames(db, ids, people) : namesOf(db, names, ids)
    found.set(key, await read)
  }
  return found
}

type Blank = { id: string } & Record<string, LedgerValue>

/**
 * A row with every key and no value. Rows that begin as a copy of it have one shape; grown key by key they would be
 * hash tables, which take twice as long to make and to write out.
 */
function makeBlank(fields: readonly KeyedField[]): Blank {
  const keys = fields.flatMap(({ key, names }) =>
    names === undefined ? [key] : [key, nameKey(key)],
  )
  return { id: '', ...Object.fromEntries(keys.map((key) => [key, null])) }
}

const blanks = new WeakMap<readonly KeyedField[], Blank>()

function blankRow(fields: readonly KeyedField[]): Blank {
  const blank = blanks.get(fields) ?? makeBlank(fields)
  blanks.set(fields, blank)
  return blank
}

/** Opens sealed fields, computes what depends on the day, and puts names beside ids. */
export async function readRows(
  db: Db,
  ledger: Ledger,
  fields: readonly KeyedField[],
  rows: readonly RawRow[],
  { people, today }: Look,
): Promise<LedgerRow[]> {
  const names = await namesBehind(db, fields, rows, people)
  const blank = blankRow(fields)
  return rows.map((row) => {
    const out: Blank = { ...blank, id: String(row['id']) }
    for (const field of fields) {
      const value = readValue(db, ledger, field, row, today)
      out[field.key] = value
      if (field.names !== undefined)
        out[nameKey(field.key)] = names.get(field.key)?.get(String(value)) ?? null
    }
    return out
  })
}
