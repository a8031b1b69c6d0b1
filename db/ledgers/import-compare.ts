import { and, asc, eq, getTableColumns, gt, inArray, isNull, sql } from 'drizzle-orm'
import { sameName } from '../../policy/person-name.ts'
import { insertMany } from '../insert-many.ts'
import type { Store, Tx } from '../store.ts'
import {
  type Retiree,
  retireeLedger,
  retireePlace,
  retirees,
  type SealedColumn,
} from './retiree.ts'
import {
  type ImportedRetiree,
  type ImportedRow,
  importedRetirees,
  importedRows,
  type RetireeImport,
  retireeImports,
} from './retiree-import.ts'
import type { RetireeFacts } from './retiree-values.ts'

const rowsAtOnce = 200

/** Where the changes of a row belong in the vault. */
export const rowPlace = (importId: string, rowNo: number) =>
  `imported_rows.changes:${importId}:${rowNo}`

/** Fields of a list that can differ from the register; empty ones leave it as it is. */
const compared = [
  'name',
  'workStartedOn',
  'retiredOn',
  'residence',
  'patch',
  'phone',
  'monthlyPensionFen',
  'personType',
  'category',
  'hardship',
] as const

function plain(tx: Tx, row: Retiree | ImportedRetiree, column: (typeof compared)[number]) {
  const value = row[column]
  if (!Buffer.isBuffer(value)) return value
  // Cast: the only columns that hold bytes are the sealed ones.
  return tx.vault.open(retireePlace(column as SealedColumn, row.id), value)
}

/** What the list would change of a person. */
function changesOf(tx: Tx, listed: ImportedRetiree, known: Retiree): RetireeFacts {
  const different = compared.flatMap((column) => {
    const value = plain(tx, listed, column)
    const same = value === null || value === '' || value === plain(tx, known, column)
    return same ? [] : [[column, value] as const]
  })
  // Cast: the keys are names of facts, and the values theirs.
  return Object.fromEntries(different) as RetireeFacts
}

function rowOf(tx: Tx, listed: ImportedRetiree, known: Retiree): ImportedRow {
  const changes = changesOf(tx, listed, known)
  const { rowNo, name, importId } = listed
  const labels = Object.keys(changes).map((key) => retireeLedger.fields[key]?.label ?? key)
  const other = changes.name !== undefined && !sameName(name, known.name)
  const message = other
    ? `身份证号码相同，名册中的姓名是${known.name}。`
    : `名册中已有此人，${labels.join('、')}不同。`
  const base = { importId: importId ?? '', rowNo, name, retireeId: known.id, decision: null }
  if (labels.length === 0) return { ...base, outcome: 'same', remarks: [], changes: null }
  const sealed = tx.vault.seal(rowPlace(base.importId, rowNo), JSON.stringify(changes))
  const remarks = [{ cell: String(rowNo), message }]
  return { ...base, outcome: 'ask', remarks, changes: sealed }
}

/** What is asked already about some of these rows: that an earlier one has the number. */
async function doubledOf(tx: Tx, importId: string, rows: readonly ImportedRow[]) {
  const { rowNo, remarks } = importedRows
  const numbers = rows.map((row) => row.rowNo)
  const found = await tx
    .select({ rowNo, remarks })
    .from(importedRows)
    .where(and(eq(importedRows.importId, importId), inArray(rowNo, numbers)))
  return new Map(found.map((row) => [row.rowNo, row.remarks]))
}

/** Takes out of the staged people those whose ID number is in the register. Returns how many there were. */
async function compareKnown(tx: Tx, importId: string): Promise<number> {
  const pairs = await tx
    .select({ listed: getTableColumns(importedRetirees), known: getTableColumns(retirees) })
    .from(importedRetirees)
    .innerJoin(retirees, eq(retirees.idNumberKey, importedRetirees.idNumberKey))
    .where(eq(importedRetirees.importId, importId))
    .limit(rowsAtOnce)
  const rows = pairs.map(({ listed, known }) => rowOf(tx, listed, known))
  const doubled = await doubledOf(tx, importId, rows)
  for (const { rowNo, remarks, ...found } of rows.filter((row) => doubled.has(row.rowNo))) {
    const row = and(eq(importedRows.importId, importId), eq(importedRows.rowNo, rowNo))
    const both = { ...found, remarks: [...(doubled.get(rowNo) ?? []), ...remarks] }
    await tx.update(importedRows).set(both).where(row)
  }
  const others = rows.filter(({ rowNo }) => !doubled.has(rowNo))
  await insertMany(tx, 'imported_rows', importedRows, others)
  const numbers = rows.map(({ rowNo }) => rowNo)
  const compared = and(
    eq(importedRetirees.importId, importId),
    inArray(importedRetirees.rowNo, numbers),
  )
  if (numbers.length > 0) await tx.delete(importedRetirees).where(compared)
  return pairs.length
}

/** Asks about staged people whose name and birth date somebody in the register has. Returns the last row looked at. */
async function compareAlike(tx: Tx, importId: string, after: number): Promise<number | undefined> {
  const alike = await tx
    .select({
      rowNo: importedRetirees.rowNo,
      name: importedRetirees.name,
      retireeId: retirees.id,
      idLast4: retirees.idLast4,
    })
    .from(importedRetirees)
    .innerJoin(
      retirees,
      and(eq(retirees.bornOn, importedRetirees.bornOn), eq(retirees.name, importedRetirees.name)),
    )
    .where(and(eq(importedRetirees.importId, importId), gt(importedRetirees.rowNo, after)))
    .orderBy(asc(importedRetirees.rowNo))
    .limit(rowsAtOnce)
  const once = new Map(alike.map((row) => [row.rowNo, row]))
  const rows = [...once.values()].map(({ rowNo, name, retireeId, idLast4 }): ImportedRow => {
    const message = `名册中有同名同生日的人（身份证后四位 ${idLast4 ?? '未登记'}）。`
    const remarks = [{ cell: String(rowNo), message }]
    return {
      importId,
      rowNo,
      name,
      retireeId,
      outcome: 'ask',
      decision: null,
      remarks,
      changes: null,
    }
  })
  const target = [importedRows.importId, importedRows.rowNo]
  for (const row of rows) await tx.insert(importedRows).values(row).onConflictDoNothing({ target })
  return alike.at(-1)?.rowNo
}

/** Counts again what became of the rows, and waits for confirmation. */
async function settleCounts(
  tx: Tx,
  importId: string,
  read: Pick<RetireeImport, 'fileHash' | 'mapping' | 'newEnterprises'>,
): Promise<RetireeImport> {
  const count = async (outcome: ImportedRow['outcome']) =>
    tx.$count(
      importedRows,
      and(eq(importedRows.importId, importId), eq(importedRows.outcome, outcome)),
    )
  const staged = await tx.$count(importedRetirees, eq(importedRetirees.importId, importId))
  const alike = await tx.$count(
    importedRows,
    and(
      eq(importedRows.importId, importId),
      eq(importedRows.outcome, 'ask'),
      isNull(importedRows.changes),
    ),
  )
  const [row] = await tx
    .update(retireeImports)
    .set({
      ...read,
      status: 'ready',
      newCount: staged - alike,
      sameCount: await count('same'),
      askCount: await count('ask'),
      faultCount: await count('fault'),
    })
    .where(and(eq(retireeImports.id, importId), sql`${retireeImports.status} = 'reading'`))
    .returning()
  if (row === undefined) throw new Error('import is not being read any more')
  return row
}

/**
 * Compares what was staged with the register, a few people at a time so that others get their turn, and makes the
 * import ready: whoever is there already with the same data stays, what differs is asked.
 */
export async function compareImport(
  store: Store,
  importId: string,
  read: Pick<RetireeImport, 'fileHash' | 'mapping' | 'newEnterprises'>,
): Promise<RetireeImport> {
  while ((await store.tx((tx) => compareKnown(tx, importId), 'draft')) === rowsAtOnce);
  let after: number | undefined = 0
  while (after !== undefined) {
    const from: number = after
    after = await store.tx<number | undefined>((tx) => compareAlike(tx, importId, from), 'draft')
  }
  return store.tx((tx) => settleCounts(tx, importId, read))
}
