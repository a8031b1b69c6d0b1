import type { SQL } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Basis, Guard, Keep } from '../../policy/privacy.ts'
import type { Role } from '../../policy/role.ts'

/** A row as the database gives it. */
export type RawRow = Readonly<Record<string, unknown>>

/**
 * What erasure leaves of a value. `empty`: nothing, where the column allows it, else an empty text. `keep`: the value, for
 * the reason that the table gives. `as`: this text, sealed where the column is.
 */
export type Erase = 'empty' | 'keep' | { readonly as: string | ((row: RawRow) => string) }

/** One column that holds or points to personal data. What it does not say holds for the table as a whole. */
export interface PersonalColumn {
  /** What it is, for people. */
  readonly label: string
  /** Default: `sealed` for bytes, `clear` for anything else. */
  readonly guard?: Guard
  readonly erase: Erase
  readonly purpose?: string
  readonly seen?: readonly Role[]
  /** How it is hidden in part in a copy for others; absent: shown whole. */
  readonly mask?: (plain: string) => string
  /** What it says, where it is kept as something else than words. */
  readonly words?: (plain: string) => string
  /** Not for the copy: it says nothing to a person. */
  readonly internal?: true
}

/** What the register says of one table. */
export interface PersonalTable {
  readonly table: PgTable
  /** What it is, for people. */
  readonly title: string
  /** Whose data it is. */
  readonly about: string
  readonly purpose: string
  readonly basis: Basis
  /** Roles that see it; nobody: only the service itself. */
  readonly seen: readonly Role[]
  readonly keep: Keep
  /** Which rows are a person's, by the id in `retirees`; absent: rows belong to nobody of the register. */
  readonly of?: (person: string) => SQL
  /** What erasure does with a person's rows: removes them, or empties their columns. */
  readonly rows: 'remove' | 'keep'
  /** Why something stays at an erasure. */
  readonly stays?: string
  /** Columns that tell a row; default: `id`. */
  readonly key?: readonly string[]
  /** Which rows rest on the person's consent alone, where not all of them do. */
  readonly consented?: (person: string) => SQL
  /** Where a sealed value belongs in the vault, where it is not `table.column:id`. */
  readonly place?: (column: string, row: RawRow) => string
  readonly columns: Readonly<Record<string, PersonalColumn>>
  /** Columns that are declared not to be personal. */
  readonly plain: readonly string[]
}

type KeysOf<T extends PgTable> = keyof T['$inferSelect'] & string

/** Describes a table; every column named must be one of it. */
export function personal<T extends PgTable>(
  table: T,
  description: Omit<PersonalTable, 'table' | 'columns' | 'plain'> & {
    readonly columns: Readonly<Partial<Record<KeysOf<T>, PersonalColumn>>>
    readonly plain: readonly KeysOf<T>[]
  },
): PersonalTable {
  // Cast: keys that hold undefined do not occur, the type above only allows leaving them out.
  const columns = description.columns as PersonalTable['columns']
  return { table, ...description, columns }
}

/** Codes in words. */
export const labelled =
  (labels: Readonly<Record<string, string>>) =>
  (code: string): string =>
    labels[code] ?? code

/** An id of a row that stands for somebody: it says nothing by itself and stays, so that numbers add up. */
export const pointer = (label: string): PersonalColumn => ({
  label,
  guard: 'pointer',
  erase: 'keep',
  internal: true,
})

/** A value that erasure takes away. */
export const value = (label: string, more: Partial<PersonalColumn> = {}): PersonalColumn => ({
  label,
  erase: 'empty',
  ...more,
})

/** A value that tells nothing of anybody once the others are gone, and that the ledgers' numbers need. */
export const counted = (label: string, more: Partial<PersonalColumn> = {}): PersonalColumn => ({
  label,
  erase: 'keep',
  ...more,
})
