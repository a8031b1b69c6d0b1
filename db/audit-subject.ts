import { inArray } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { LedgerTable } from './ledger.ts'
import type { Names } from './ledger-names.ts'
import { handoverDifferences } from './ledgers/handover-difference.ts'
import { ledgers } from './ledgers/index.ts'
import { personnelFiles } from './ledgers/personnel-file.ts'
import { petitions } from './ledgers/petition.ts'
import { retirees } from './ledgers/retiree.ts'
import { retireeImports } from './ledgers/retiree-import.ts'
import { staff } from './ledgers/staff.ts'
import { stations } from './ledgers/station.ts'
import type { Db } from './store.ts'

/** What a row of a table is called in the audit. `person`: the column names somebody who is managed. */
interface Subject {
  readonly label: string
  readonly table?: LedgerTable
  readonly name?: PgColumn
  readonly person?: true
}

const subjects: Readonly<Record<string, Subject>> = {
  retirees: { label: '管理服务对象', table: retirees, name: retirees.name, person: true },
  petitions: { label: '来信来访', table: petitions, name: petitions.serialNo },
  staff: { label: '工作人员', table: staff, name: staff.name },
  stations: { label: '单位', table: stations, name: stations.name },
  retiree_imports: { label: '名册', table: retireeImports, name: retireeImports.fileName },
  handover_differences: {
    label: '核对不符',
    table: handoverDifferences,
    name: handoverDifferences.retireeName,
    person: true,
  },
  personnel_files: {
    label: '人事档案',
    table: personnelFiles,
    name: personnelFiles.retireeName,
    person: true,
  },
  inbox: { label: '收到的消息' },
  outbox: { label: '发出的消息' },
}

/** Enough of an id to tell rows apart. */
const shownId = 6

const parts = (subject: string): readonly [string, string] => {
  const at = subject.indexOf(':')
  return [subject.slice(0, at), subject.slice(at + 1)]
}

async function namesIn(db: Db, { table, name }: Subject, ids: readonly string[]): Promise<Names> {
  if (table === undefined || name === undefined || ids.length === 0) return new Map()
  const rows = await db
    .select({ id: table.id, name })
    .from(table)
    .where(inArray(table.id, [...ids]))
  return new Map(rows.map((row) => [String(row.id), String(row.name)]))
}

/**
 * What audit subjects (`table:rowId`) are called, for people. `people`: whether the reader may know who is managed; others
 * read the end of the id instead.
 */
export async function subjectNames(
  db: Db,
  wanted: Iterable<string>,
  people: boolean,
): Promise<Names> {
  const once = [...new Set(wanted)]
  const idsOf = new Map<string, string[]>()
  for (const [table, rowId] of once.map(parts))
    idsOf.set(table, [...(idsOf.get(table) ?? []), rowId])
  const found = new Map<string, Names>()
  for (const [table, ids] of idsOf) {
    const subject = subjects[table]
    if (subject !== undefined && (people || subject.person === undefined))
      found.set(table, await namesIn(db, subject, ids))
  }
  return new Map(
    once.map((subject) => {
      const [table, rowId] = parts(subject)
      const label = subjects[table]?.label ?? titleOf(table, rowId)
      const name = found.get(table)?.get(rowId)
      if (table === 'ledgers') return [subject, label]
      return [subject, `${label} ${name ?? `…${rowId.slice(-shownId)}`}`]
    }),
  )
}

/** The title of an exported ledger, or of the ledger that a row is in. */
function titleOf(table: string, rowId: string): string {
  if (rowId === 'privacy-looks') return '谁看过谁'
  if (table === 'ledgers') return ledgers.find(({ name }) => name === rowId)?.title ?? rowId
  return ledgers.find(({ tableName }) => tableName === table)?.title ?? table
}
