import { getTableColumns, getTableName } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { basisLabels, type Guard, guardLabels, keeps } from '../../policy/privacy.ts'
import { type Role, roleLabels } from '../../policy/role.ts'
import { bindingTables } from './bindings.ts'
import type { PersonalColumn, PersonalTable } from './field.ts'
import { messageTables } from './messages.ts'
import { officeTables } from './office.ts'
import { peopleTables } from './people.ts'

/**
 * 个人信息字段登记表: every table that holds or points to personal data. A row is found by rows of tables that stand before its
 * own, so erasure walks it from the end. Source: 个人信息保护法 第十七条, 第五十一条.
 */
export const personalTables: readonly PersonalTable[] = [
  ...peopleTables,
  ...messageTables,
  ...bindingTables,
  ...officeTables,
]

/** What the register says of a table. @throws {Error} when it says nothing. */
export function entryOf(table: PgTable): PersonalTable {
  const entry = personalTables.find((one) => one.table === table)
  if (entry === undefined) throw new Error(`${getTableName(table)} is not in the register`)
  return entry
}

/** How a column stands in the database: bytes are sealed. */
export function guardOf({ table }: PersonalTable, key: string, column: PersonalColumn): Guard {
  if (column.guard !== undefined) return column.guard
  return isSealed(table, key) ? 'sealed' : 'clear'
}

/** Whether a column holds bytes of the vault. */
export const isSealed = (table: PersonalTable['table'], key: string): boolean => {
  const type = getTableColumns(table)[key]?.getSQLType()
  return type === 'blob' || type === 'bytea'
}

const rolesIn = (seen: readonly Role[]): string =>
  seen.length === 0 ? '只有系统自己' : seen.map((role) => roleLabels[role]).join('、')

const erasureIn = (table: PersonalTable, column: PersonalColumn): string => {
  if (table.rows === 'remove') return '整条删除'
  return column.erase === 'keep' ? '保留' : '清空'
}

/** One line of the register, in words. */
export interface RegisterLine {
  readonly table: string
  readonly title: string
  readonly column: string
  readonly label: string
  readonly about: string
  readonly purpose: string
  readonly basis: string
  readonly seen: string
  readonly keep: string
  readonly guard: string
  readonly erase: string
  readonly stays: string
}

/** The register as people read it, a line per column. */
export const registerLines = (): RegisterLine[] =>
  personalTables.flatMap((table) =>
    Object.entries(table.columns).map(([key, column]) => ({
      table: getTableName(table.table),
      title: table.title,
      column: key,
      label: column.label,
      about: table.about,
      purpose: column.purpose ?? table.purpose,
      basis: basisLabels[table.basis],
      seen: rolesIn(column.seen ?? table.seen),
      keep: keeps[table.keep].label,
      guard: guardLabels[guardOf(table, key, column)],
      erase: table.of === undefined ? '不适用' : erasureIn(table, column),
      stays: column.erase === 'keep' ? (table.stays ?? '') : '',
    })),
  )
