import type { Column } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Role } from '../policy/role.ts'
import type { Vault } from './vault.ts'

/** How a field is shown, filtered, exported and checked. `sealed`: opened from the vault, personal. `fen`: money. */
export type FieldKind =
  | 'text'
  | 'longText'
  | 'instant'
  | 'day'
  | 'choice'
  | 'int'
  | 'fen'
  | 'sealed'

/** Rows that have a name to show instead of their id; of a chat account it is its channel, of a person's family everybody in it. */
export type NamedTable = 'stations' | 'staff' | 'enterprises' | 'retirees' | 'accounts' | 'families'

/** A field that is read from a column of another, so that it is right on the day of the look. */
export interface Computed {
  /** Column of the table that it is read from. */
  readonly from: string
  /** What the stored value says on a China date `YYYY-MM-DD`; absent: the value itself. */
  readonly read?: (stored: string | number, today: string) => string | number
  /** Of a choice that narrows: the first and the last stored value of rows that say so, both included. */
  readonly span?: (
    choice: string,
    today: string,
  ) => { readonly from?: string; readonly to?: string }
}

/** One field of a ledger: drives list, detail, OpenAPI, the staff page, the export and the print. */
export interface Field {
  /** Official Chinese heading. */
  readonly label: string
  /** Default: `text`. */
  readonly kind?: FieldKind
  /** Column width in characters, on paper and in the workbook. */
  readonly width?: number
  /** Chinese label per stored value, for `choice`. */
  readonly choices?: Readonly<Record<string, string>>
  /** Names somebody: left out for roles without personal data. */
  readonly personal?: boolean
  /** What a sealed value reads like, where it is stored as something else than words (messages: JSON). */
  readonly open?: (plain: string) => string
  /** Not in the list and the export, only in the detail. */
  readonly detailOnly?: boolean
  /** Not in the list, but on paper, in the workbook and in the detail. */
  readonly unlisted?: boolean
  /** The column holds the id of a row of this ledger, or (`subjects`) `table:rowId`; its name is given beside it as `<field without Id>Name`. */
  readonly names?: NamedTable | 'subjects'
  /** Not a column of its own. */
  readonly computed?: Computed
}

/** How `q` is looked up in a ledger too large for reading every row. */
export interface Lookup {
  /** What can be looked for, for staff. */
  readonly hint: string
  /** Equality on an indexed column, where `read` finds its value in `q`; the first that does decides. */
  readonly exact: readonly {
    readonly column: PgColumn
    read(q: string, vault: Vault): string | undefined
  }[]
  /** Any other `q` is a part of this column, two characters at least. */
  readonly text: PgColumn
  /** Every two neighbouring characters of `text` in lower case, beside the row, its station and its place in the order. */
  readonly tokens: {
    readonly table: PgTable
    readonly token: PgColumn
    readonly ref: PgColumn
    readonly station: PgColumn
    readonly at: PgColumn
  }
}

/** A table that can be a ledger. */
export type LedgerTable = PgTable & { readonly id: PgColumn }

/** A ledger as outsiders know it. */
export interface Ledger {
  /** Resource name, plural kebab-case: `/api/v1/<name>`. */
  readonly name: string
  /** Official title of the 台账. */
  readonly title: string
  readonly table: LedgerTable
  /** Name of the table in the database; sealed values are bound to it. */
  readonly tableName: string
  /** Roles that may read it. */
  readonly readers: readonly Role[]
  /** Column that ties a row to a station; absent: the whole county's, readers see all rows. */
  readonly station?: PgColumn
  /** Not-null column that lists are ordered by, newest first; `from` and `to` filter it where it is an instant or a day. */
  readonly orderBy: PgColumn
  /** Lowest first instead: for ledgers with a fixed order. */
  readonly ascending?: true
  /** Column that `status` filters. */
  readonly status?: PgColumn
  /** Fixed condition on `status`: the ledger shows only rows in these states. */
  readonly onlyStatus?: readonly string[]
  /** Time limit of rows in these states; `due` filters by it. */
  readonly due?: { readonly column: PgColumn; readonly open: readonly string[] }
  /** Keys of `choice` fields that narrow the list, each as a filter of its own name. */
  readonly narrow?: readonly string[]
  /** Columns in clear that `q` searches: a part of their text. */
  readonly search?: readonly PgColumn[]
  /** Instead of `search`, for many rows. */
  readonly lookup?: Lookup
  /** In official order. Keys are column names of the table, but for what is computed. */
  readonly fields: Readonly<Record<string, Field>>
}

type Described<T, K extends string> = {
  readonly [P in K]: P extends keyof T
    ? T[P] extends Column
      ? Field
      : Field & { readonly computed: Computed }
    : Field & { readonly computed: Computed }
}

/** Describes a ledger over a table. Every field must be a column of it, or computed from one. */
export function ledger<T extends LedgerTable, K extends string>(
  table: T,
  description: Omit<Ledger, 'table' | 'fields'> & { readonly fields: Described<T, K> },
): Ledger {
  return { table, ...description }
}
