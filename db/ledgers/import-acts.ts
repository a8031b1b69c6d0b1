import { and, asc, desc, eq, inArray, isNotNull, isNull, lt, ne, or, sql } from 'drizzle-orm'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { LedgerError, violation } from '../errors.ts'
import type { Tx } from '../store.ts'
import { addEnterprises } from './enterprise.ts'
import { rowPlace } from './import-compare.ts'
import { broughtBy, promote } from './import-promote.ts'
import { importById, unstage } from './import-stage.ts'
import { retirees } from './retiree.ts'
import { changePlace, retireeChanges, retireeStations } from './retiree-history.ts'
import {
  type ImportStatus,
  importedRetirees,
  importedRows,
  importStatusLabels,
  type RetireeImport,
  retireeImports,
} from './retiree-import.ts'
import { unindexNames } from './retiree-name.ts'
import { retireeIntake } from './retiree-parts.ts'
import type { RetireeFacts } from './retiree-values.ts'
import { moveRetirees } from './transfer-retiree.ts'
import { movedByCategory, updateRetiree } from './update-retiree.ts'

/** The import is not in a state in which this can be done; `message` says what to do first. */
export class ImportState extends LedgerError {
  readonly code = 'import_state'
}

async function importIn(tx: Tx, importId: string, status: ImportStatus, actor: Actor) {
  const row = await importById(tx, actor, importId)
  if (row.status !== status)
    throw new ImportState(`这一批现在是“${importStatusLabels[row.status]}”，不能这样办理。`)
  return row
}

/** 决定: what becomes of rows that ask; without `rowNo` all that are still open. `keep`: the register stays as it is. */
export async function decideRows(
  tx: Tx,
  importId: string,
  { rowNo, decision }: { readonly rowNo?: number | undefined; readonly decision: 'keep' | 'take' },
  actor: Actor,
): Promise<number> {
  await importIn(tx, importId, 'ready', actor)
  const which = rowNo === undefined ? isNull(importedRows.decision) : eq(importedRows.rowNo, rowNo)
  const rows = await tx
    .update(importedRows)
    .set({ decision })
    .where(and(eq(importedRows.importId, importId), eq(importedRows.outcome, 'ask'), which))
    .returning({ rowNo: importedRows.rowNo })
  if (rows.length === 0) throw new ImportState('没有需要决定的行。')
  return rows.length
}

/** Firms that the file named and nobody knew become rows; one that somebody else added meanwhile is used instead. */
async function takeEnterprises(tx: Tx, row: RetireeImport, now: number): Promise<void> {
  const known = await addEnterprises(tx, row.newEnterprises, now)
  for (const { id, name } of row.newEnterprises) {
    const enterpriseId = known.get(name) ?? null
    if (enterpriseId === id) continue
    await tx
      .update(importedRetirees)
      .set({ enterpriseId })
      .where(and(eq(importedRetirees.importId, row.id), eq(importedRetirees.enterpriseId, id)))
  }
}

async function leaveOutKept(tx: Tx, importId: string): Promise<void> {
  const kept = tx
    .select({ rowNo: importedRows.rowNo })
    .from(importedRows)
    .where(and(eq(importedRows.importId, importId), eq(importedRows.decision, 'keep')))
  await tx
    .delete(importedRetirees)
    .where(and(eq(importedRetirees.importId, importId), inArray(importedRetirees.rowNo, kept)))
}

/** Of rows with one number the last that was taken counts, and the earlier ones do not. */
async function leaveOutDoubled(tx: Tx, importId: string): Promise<void> {
  const { idNumberKey, rowNo } = importedRetirees
  const sameRow = and(eq(importedRows.importId, importId), eq(importedRows.rowNo, rowNo))
  const taken = await tx
    .select({ idNumberKey, rowNo })
    .from(importedRetirees)
    .innerJoin(importedRows, sameRow)
    .where(and(eq(importedRetirees.importId, importId), eq(importedRows.decision, 'take')))
  for (const one of taken)
    await tx
      .delete(importedRetirees)
      .where(
        and(
          eq(importedRetirees.importId, importId),
          eq(idNumberKey, one.idNumberKey ?? ''),
          lt(rowNo, one.rowNo),
        ),
      )
}

/** Changes that staff took from the list, kept in the history as the import's. */
async function takeChanges(tx: Tx, importId: string, actor: Actor, now: number): Promise<number> {
  const rows = await tx
    .select()
    .from(importedRows)
    .where(
      and(
        eq(importedRows.importId, importId),
        eq(importedRows.decision, 'take'),
        isNotNull(importedRows.changes),
      ),
    )
    .orderBy(asc(importedRows.rowNo))
  // Of rows about one person the last that was taken counts.
  const last = new Map(rows.map((row) => [row.retireeId, row]))
  for (const { rowNo, retireeId, changes } of last.values()) {
    if (retireeId === null || changes === null) continue
    const text = tx.vault.open(rowPlace(importId, rowNo), changes)
    // Cast: written by the comparison as these facts.
    await updateRetiree(tx, retireeId, JSON.parse(text) as RetireeFacts, actor, now, importId)
  }
  return last.size
}

async function refuseOpen(tx: Tx, { id, faultCount }: RetireeImport): Promise<void> {
  if (faultCount > 0)
    throw new ImportState(`还有 ${faultCount} 行有错。请在表格里改好，再上传一次。`)
  const open = await tx.$count(
    importedRows,
    and(
      eq(importedRows.importId, id),
      eq(importedRows.outcome, 'ask'),
      isNull(importedRows.decision),
    ),
  )
  if (open > 0) throw new ImportState(`还有 ${open} 行需要决定。`)
}

/**
 * 确认导入: everybody of the list or nobody. Source: 办法 第七条.
 * @throws {ImportState} while a row has a fault or asks, and when the register changed since the list was compared.
 */
export async function confirmImport(
  tx: Tx,
  importId: string,
  actor: Actor,
  now: number,
): Promise<RetireeImport> {
  const row = await importIn(tx, importId, 'ready', actor)
  await refuseOpen(tx, row)
  await takeEnterprises(tx, row, now)
  await leaveOutKept(tx, row.id)
  await leaveOutDoubled(tx, row.id)
  let newCount: number
  try {
    newCount = await promote(tx, row.id, now)
  } catch (error) {
    if (violation(error) !== 'unique') throw error
    throw new ImportState('核对以后名册又有变动，请重新上传这份名单。')
  }
  const updatedCount = await takeChanges(tx, row.id, actor, now)
  await unstage(tx, row.id)
  const set = { status: 'confirmed' as const, confirmedAt: now, newCount, updatedCount }
  await tx.update(retireeImports).set(set).where(eq(retireeImports.id, row.id))
  const detail = { new: newCount, updated: updatedCount }
  await audit(tx, actor, 'import.confirm', `retiree_imports:${row.id}`, now, detail)
  return { ...row, ...set }
}

/** Something was done with somebody of the import since. */
const builtOn = () =>
  or(
    ne(retirees.status, 'incoming'),
    ne(retirees.checkResult, 'unchecked'),
    ne(retirees.meeting, 'unmet'),
    ne(retirees.vital, 'living'),
    isNotNull(retirees.clerkId),
  )

const refusal = '这一批的人员已经办过别的事，不能整批撤销。请逐人处理。'

async function refuseBuiltOn(tx: Tx, row: RetireeImport): Promise<void> {
  const ours = broughtBy(row.id, row.confirmedAt ?? 0)
  const people = tx.select({ id: retirees.id }).from(retirees).where(ours)
  const touched = await tx.$count(retirees, and(ours, builtOn()))
  const changed = await tx.$count(retireeChanges, inArray(retireeChanges.retireeId, people))
  const moved = await tx.$count(
    retireeStations,
    and(inArray(retireeStations.retireeId, people), isNotNull(retireeStations.toOn)),
  )
  if (touched + changed + moved > 0) throw new ImportState(refusal)
}

/** Whoever became the center's by the category of the list goes back to the unit that had them. */
async function moveBack(tx: Tx, retireeId: string, now: number): Promise<void> {
  const [unit, before] = await tx
    .select()
    .from(retireeStations)
    .where(eq(retireeStations.retireeId, retireeId))
    .orderBy(desc(retireeStations.id))
    .limit(2)
  if (unit?.reason !== movedByCategory || before === undefined) return
  await moveRetirees(tx, eq(retirees.id, retireeId), before.stationId, '撤销批量接收', now)
}

/** What the import changed of people who were there before becomes again what it was. */
async function takeBack(tx: Tx, importId: string, actor: Actor, now: number): Promise<void> {
  const changes = await tx
    .select()
    .from(retireeChanges)
    .where(eq(retireeChanges.importId, importId))
    .orderBy(desc(retireeChanges.id))
  for (const { id, retireeId, field, before } of changes) {
    const later = and(
      eq(retireeChanges.retireeId, retireeId),
      eq(retireeChanges.field, field),
      sql`${retireeChanges.id} > ${id}`,
    )
    if ((await tx.$count(retireeChanges, later)) > 0) throw new ImportState(refusal)
    const plain = before === null ? null : tx.vault.open(changePlace('before', id), before)
    const value = field === 'monthlyPensionFen' ? plain && Number(plain) : (plain ?? '')
    await updateRetiree(tx, retireeId, { [field]: value }, actor, now)
    if (field === 'category') await moveBack(tx, retireeId, now)
  }
}

/**
 * 撤销整批: people who came with it leave the register, as long as nothing was built on it.
 * @throws {ImportState} when something was.
 */
export async function undoImport(
  tx: Tx,
  importId: string,
  actor: Actor,
  now: number,
): Promise<RetireeImport> {
  const row = await importIn(tx, importId, 'confirmed', actor)
  await refuseBuiltOn(tx, row)
  await takeBack(tx, row.id, actor, now)
  const ours = broughtBy(row.id, row.confirmedAt ?? 0)
  const people = tx.select({ id: retirees.id }).from(retirees).where(ours)
  await unindexNames(tx, ours)
  await tx.delete(retireeStations).where(inArray(retireeStations.retireeId, people))
  await tx.delete(retireeIntake).where(inArray(retireeIntake.retireeId, people))
  try {
    await tx.delete(retirees).where(ours)
  } catch (error) {
    if (violation(error) !== 'foreign') throw error
    throw new ImportState(refusal)
  }
  const set = { status: 'undone' as const, undoneAt: now }
  await tx.update(retireeImports).set(set).where(eq(retireeImports.id, row.id))
  await audit(tx, actor, 'import.undo', `retiree_imports:${row.id}`, now)
  return { ...row, ...set }
}

/** 放弃: a list that waits is forgotten. @throws {ImportState} */
export async function dropImport(
  tx: Tx,
  importId: string,
  actor: Actor,
  now: number,
): Promise<RetireeImport> {
  const row = await importIn(tx, importId, 'ready', actor)
  await unstage(tx, row.id)
  const set = { status: 'dropped' as const }
  await tx.update(retireeImports).set(set).where(eq(retireeImports.id, row.id))
  await audit(tx, actor, 'import.drop', `retiree_imports:${row.id}`, now)
  return { ...row, ...set }
}
