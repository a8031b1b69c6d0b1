import { subjectNames } from './audit-subject.ts'
import type { Ledger } from './ledger.ts'
import { type KeyedField, nameKey } from './ledger-fields.ts'
import { type Names, namesOf } from './ledger-names.ts'
import type { Db } from './store.ts'

/** A row as a reader gets it: opened texts, numbers, codes of choices, epoch milliseconds, dates. */
export type LedgerRow = { readonly id: string } & Readonly<Record<string, LedgerValue>>

/** What a field can hold. */
export type LedgerValue = string | number | null

type RawRow = Readonly<Record<string, unknown>>

function readValue(db: Db, ledger: Ledger, field: KeyedField, row: RawRow): LedgerValue {
  const value = row[field.key]
  if (value === null || value === undefined) return null
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
  for (const { key, names } of fields) {
    if (names === undefined) continue
    const ids = rows.map((row) => row[key]).filter((id) => typeof id === 'string')
    const read = names === 'subjects' ? subjectNames(db, ids, people) : namesOf(db, names, ids)
    found.set(key, await read)
  }
  return found
}

/** Opens sealed fields and puts names beside ids. `people`: whether the reader may know who is managed. */
export async function readRows(
  db: Db,
  ledger: Ledger,
  fields: readonly KeyedField[],
  rows: readonly RawRow[],
  people: boolean,
): Promise<LedgerRow[]> {
  const names = await namesBehind(db, fields, rows, people)
  return rows.map((row) => {
    const out: Record<string, LedgerValue> & { id: string } = { id: String(row['id']) }
    for (const field of fields) {
      const value = readValue(db, ledger, field, row)
      out[field.key] = value
      if (field.names !== undefined)
        out[nameKey(field.key)] = names.get(field.key)?.get(String(value)) ?? null
    }
    return out
  })
}
