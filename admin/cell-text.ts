import { type KeyedField, nameKey } from '../db/ledger-fields.ts'
import type { LedgerRow } from '../db/ledger-row.ts'
import { chinaTime } from '../policy/calendar.ts'

/** Longest text of a workbook cell. */
const cellMost = 32_000

/** What a cell of an export or a print says: always text, names instead of ids, China time. */
export function cellText(field: KeyedField, row: LedgerRow): string {
  const value =
    field.names === undefined ? row[field.key] : (row[nameKey(field.key)] ?? row[field.key])
  if (value === null || value === undefined) return ''
  if (field.kind === 'instant') return typeof value === 'number' ? chinaTime(value) : ''
  if (field.kind === 'fen') return typeof value === 'number' ? (value / 100).toFixed(2) : ''
  if (field.kind === 'choice') return field.choices?.[String(value)] ?? String(value)
  return String(value)
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .slice(0, cellMost)
    .replace(/\p{Cs}$/u, '')
}
