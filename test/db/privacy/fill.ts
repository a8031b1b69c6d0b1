import { getTableColumns, getTableName } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { newId } from '../../../db/id.ts'
import { bindings } from '../../../db/ledgers/binding.ts'
import { retirees } from '../../../db/ledgers/retiree.ts'
import { importedRetirees } from '../../../db/ledgers/retiree-import.ts'
import { stations } from '../../../db/ledgers/station.ts'
import { attachments } from '../../../db/messaging/attachment.ts'
import { channelAccounts } from '../../../db/messaging/channel-account.ts'
import { inbox } from '../../../db/messaging/inbox.ts'
import type { PersonalTable, RawRow } from '../../../db/privacy/field.ts'
import { placeOf } from '../../../db/privacy/person-data.ts'
import { isSealed, personalTables } from '../../../db/privacy/register.ts'
import type { Store } from '../../../db/store.ts'
import { makeRetiree, monday } from '../../support.ts'
import { checksOf } from '../choices.ts'
import { parentsOf } from './tables.ts'

const snake = (key: string) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The first value that a column may hold where only some are allowed. */
function firstChoice(table: PgTable, key: string): string | undefined {
  for (const { sql } of checksOf(table)) {
    const [, value] =
      new RegExp(`\\("\\w+"\\."${snake(key)}" = '([^']+)'(?: or |\\)$)`).exec(sql) ?? []
    if (value !== undefined) return value
  }
  return undefined
}

/** What stands in a column of a person, unlike what stands in any other. */
export const canaryOf = (mark: string, table: PgTable, key: string): string =>
  `${mark}-${getTableName(table)}-${key}-13987654321`

/** Rows made for one person, by table. */
export type Filled = Map<PgTable, RawRow>

interface Making {
  readonly store: Store
  readonly mark: string
  readonly made: Filled
}

const entryOf = (table: PgTable): PersonalTable | undefined =>
  personalTables.find((entry) => entry.table === table)

let made = 0

function plainValue({ mark }: Making, table: PgTable, key: string, column: PgColumn): unknown {
  const type = column.getSQLType()
  if (column.dataType === 'json') return []
  if (column.dataType === 'number') return /At$/.test(key) ? monday : 1
  if (type === 'date' || /On$/.test(key)) return '2026-03-02'
  const choice = firstChoice(table, key)
  if (choice !== undefined) return choice
  // What is not personal is told apart from what is.
  const personal = entryOf(table)?.columns[key] !== undefined
  return personal ? canaryOf(mark, table, key) : `plain-${table === attachments ? 'image' : made++}`
}

/** A message is sealed as JSON with its text. */
function sealedText({ mark }: Making, entry: PersonalTable, key: string): string {
  const text = canaryOf(mark, entry.table, key)
  const { erase, words } = entry.columns[key] ?? { erase: 'keep' }
  const json =
    words !== undefined || (typeof erase === 'object' && String(erase.as).startsWith('{'))
  return json ? JSON.stringify({ kind: 'text', ref: text, text }) : text
}

/** The id of the row that a foreign key leads to; the row is made where there is none. */
async function parentId(making: Making, parent: PgTable): Promise<unknown> {
  if (parent === stations) return 'guangtong'
  const row = making.made.get(parent) ?? (await fillTable(making, parent))
  return row['id'] ?? row['accountId']
}

/** What a table needs to be found as the person's, and what its readers need. */
function special(making: Making, table: PgTable): RawRow {
  if (table === importedRetirees) return { idNumberKey: making.made.get(retirees)?.['idNumberKey'] }
  // The person's own account has no relation to them.
  if (table === bindings) return { relation: '' }
  if (table !== inbox) return {}
  const account = making.made.get(channelAccounts) ?? {}
  const { channel, account: ours, peerId } = account
  return { channel, account: ours, peerId }
}

/** Makes one row of a table that the description alone tells how to make. */
async function fillTable(making: Making, table: PgTable): Promise<RawRow> {
  const { store, made: rows } = making
  const entry = entryOf(table)
  const row: Record<string, unknown> = {}
  const columns = getTableColumns(table)
  if ('id' in columns) row['id'] = newId(monday + made++)
  for (const { column, parent } of parentsOf(table))
    if (columns[column]?.notNull === true || parent === retirees || rows.has(parent))
      row[column] = await parentId(making, parent)
  if ('retireeId' in columns) row['retireeId'] = rows.get(retirees)?.['id']
  Object.assign(row, special(making, table))
  for (const [key, column] of Object.entries(columns)) {
    if (key in row || isSealed(table, key)) continue
    const personal = entry?.columns[key]
    const wanted =
      personal !== undefined && personal.guard !== 'pointer' && personal.erase !== 'keep'
    if (column.hasDefault && !wanted) continue
    if (!column.notNull && !wanted) row[key] = null
    else row[key] = plainValue(making, table, key, column)
  }
  if (entry !== undefined)
    for (const key of Object.keys(entry.columns))
      if (isSealed(table, key) && !(key in row)) {
        const nullable = columns[key]?.notNull !== true
        // An answer goes with its time: rows are made as they begin.
        if (nullable && 'answeredAt' in columns && key === 'answer') continue
        row[key] = store.vault.seal(placeOf(entry, key, row), sealedText(making, entry, key))
      }
  if (table === attachments) row['fileName'] = `file-${making.mark}`
  await store.tx((tx) => tx.insert(table).values(row))
  rows.set(table, row)
  return row
}

/** A person with one row in every table that keeps something of people; every value tells whose and which it is. */
export async function fillPerson(
  store: Store,
  mark: string,
): Promise<{ id: string; rows: Filled }> {
  const id = newId(monday + made++)
  const sealed = (key: 'idNumber' | 'residence' | 'phone') =>
    store.vault.seal(`retirees.${key}:${id}`, canaryOf(mark, retirees, key))
  const person = await makeRetiree(store, {
    id,
    name: `${mark}英`,
    idNumber: sealed('idNumber'),
    residence: sealed('residence'),
    phone: sealed('phone'),
    idNumberKey: `key-${mark}`,
    phoneKey: `phone-${mark}`,
    idLast4: mark.slice(0, 4),
    patch: canaryOf(mark, retirees, 'patch'),
    workStartedOn: '1965-01-02',
    retiredOn: '2001-02-03',
    monthlyPensionFen: 223_344,
    status: 'left',
  })
  const making: Making = { store, mark, made: new Map([[retirees, person]]) }
  for (const entry of personalTables)
    if (
      entry.of !== undefined &&
      !making.made.has(entry.table) &&
      getTableName(entry.table) !== 'retiree_tokens'
    )
      await fillTable(making, entry.table)
  return { id, rows: making.made }
}
