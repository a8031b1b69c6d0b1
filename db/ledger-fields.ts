import { getTableColumns } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { caseRoles, type Role } from '../policy/role.ts'
import type { Field, Ledger } from './ledger.ts'

/** Who reads: decides which fields and ledgers there are. */
export interface Reader {
  readonly role: Role
}

/** A field with its key. */
export type KeyedField = Field & { readonly key: string }

/** Whether a reader may open a ledger at all. */
export const mayRead = (ledger: Ledger, reader: Reader): boolean =>
  ledger.readers.includes(reader.role)

/** Whether a reader may see what names people. */
export const seesPeople = (reader: Reader): boolean => caseRoles.includes(reader.role)

/** Where fields are shown: on the list, on paper and in the workbook, or all of them. */
export type View = 'list' | 'paper' | 'detail'

const shownIn = (field: Field, view: View): boolean =>
  view === 'detail' || (field.detailOnly !== true && (view === 'paper' || field.unlisted !== true))

function selectFields(ledger: Ledger, people: boolean, view: View): readonly KeyedField[] {
  return Object.entries(ledger.fields)
    .map(([key, field]) => ({ key, ...field }))
    .filter((field) => (people || field.personal !== true) && shownIn(field, view))
}

const selected = new WeakMap<Ledger, Map<string, readonly KeyedField[]>>()

/** The fields a reader gets in a view, in official order: the same list at every call. */
export function fieldsFor(ledger: Ledger, reader: Reader, view: View): readonly KeyedField[] {
  const people = seesPeople(reader)
  const lists = selected.get(ledger) ?? new Map<string, readonly KeyedField[]>()
  selected.set(ledger, lists)
  const key = `${view} ${people}`
  const fields = lists.get(key) ?? selectFields(ledger, people, view)
  lists.set(key, fields)
  return fields
}

/** Which column of the table a field is read from, by its key there. */
export const sourceOf = ({ key, computed }: Pick<KeyedField, 'key' | 'computed'>): string =>
  computed?.from ?? key

/** The column behind a field. @throws {Error} when the description names none. */
export function columnOf(ledger: Ledger, key: string): PgColumn {
  const column = getTableColumns(ledger.table)[sourceOf({ key, ...ledger.fields[key] })]
  if (column === undefined) throw new Error(`ledger ${ledger.name} has no column ${key}`)
  return column
}

/** How `from` and `to` read the order column; undefined where it is no time. */
export function periodKind(ledger: Ledger): 'instant' | 'day' | undefined {
  const key = Object.keys(ledger.fields).find((name) => columnOf(ledger, name) === ledger.orderBy)
  const kind = key === undefined ? undefined : ledger.fields[key]?.kind
  return kind === 'instant' || kind === 'day' ? kind : undefined
}

/** What `q` looks for, in words for staff; undefined where a ledger cannot be searched. */
export function searchHint({ lookup, search, fields, table }: Ledger): string | undefined {
  if (lookup !== undefined) return lookup.hint
  const columns = getTableColumns(table)
  const labels = Object.entries(fields)
    .filter(([key]) => search?.some((column) => column === columns[key]) === true)
    .map(([, { label }]) => label)
  return labels.length === 0 ? undefined : labels.join('、')
}

/** Under which key a row gives the name behind an id: `stationId` → `stationName`. */
export const nameKey = (key: string): string => `${key.replace(/Id$/, '')}Name`

/** Choices by the key of the field that they narrow the list by, with its label. */
export const narrowChoices = (ledger: Ledger) =>
  (ledger.narrow ?? []).map((key) => {
    const { label = key, choices = {} } = ledger.fields[key] ?? {}
    return { key, label, choices }
  })

/** Chinese label per value that `status` may ask for; undefined where the ledger has no such filter. */
export function statusChoices(ledger: Ledger): Readonly<Record<string, string>> | undefined {
  if (ledger.status === undefined || ledger.onlyStatus?.length === 1) return undefined
  const key = Object.keys(ledger.fields).find((name) => columnOf(ledger, name) === ledger.status)
  const choices = key === undefined ? undefined : ledger.fields[key]?.choices
  if (choices === undefined || ledger.onlyStatus === undefined) return choices
  return Object.fromEntries(
    Object.entries(choices).filter(([value]) => ledger.onlyStatus?.includes(value)),
  )
}
