import type { Field, Ledger } from './types.ts'

/** A column of a list. */
interface Column {
  readonly field: Field
  /** Least width in CSS pixels. */
  readonly width: number
}

/**
 * What a list shows where the whole ledger would not fit on an office screen; the rest is in the detail, on paper and in
 * the workbook.
 */
const chosen: Readonly<Record<string, readonly string[]>> = {
  retirees: [
    'name',
    'bornOn',
    'advancedAge',
    'idLast4',
    'patch',
    'enterpriseId',
    'stationId',
    'status',
    'checkResult',
    'meeting',
  ],
  bindings: ['since', 'retireeId', 'role', 'relation', 'accountId', 'stationId', 'status', 'until'],
  'binding-requests': [
    'since',
    'retireeId',
    'role',
    'relation',
    'accountId',
    'stationId',
    'status',
    'proof',
  ],
  petitions: ['serialNo', 'receivedAt', 'kind', 'name', 'content', 'stationId', 'status', 'dueAt'],
}

const pxPerChar = 7
const paddingPx = 24
const widestPx = 190
/** `2026-03-02（还剩 12 天）` */
const dueChars = 22

function widthOf(field: Field): number {
  const chars = /^due(At|On)$/.test(field.key) ? dueChars : (field.width ?? 12)
  return Math.min(
    widestPx,
    Math.round(Math.max(chars, field.label.length * 2) * pxPerChar + paddingPx),
  )
}

/** The columns of a ledger's list, in official order. */
export function listColumns(ledger: Ledger): Column[] {
  const only = chosen[ledger.name]
  return ledger.fields
    .filter(
      (field) =>
        field.detailOnly !== true &&
        field.unlisted !== true &&
        (only === undefined || only.includes(field.key)),
    )
    .map((field) => ({ field, width: widthOf(field) }))
}
