import { and, eq, lt, sql } from 'drizzle-orm'
import type { CellFault, ListedPerson } from '../../policy/import-row.ts'
import { staysWithCenter } from '../../policy/retiree.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { insertMany } from '../insert-many.ts'
import { within } from '../scope.ts'
import { storable } from '../storable.ts'
import type { Db, Tx } from '../store.ts'
import type { Vault } from '../vault.ts'
import { retireePlace } from './retiree.ts'
import {
  type ImportedRetiree,
  type ImportedRow,
  importedRetirees,
  importedRows,
  type RetireeImport,
  retireeImports,
} from './retiree-import.ts'
import { findStation } from './station.ts'

/** A reading that stands still for so long has died with its process. */
const staleMs = 15 * 60_000

/** One import within the scope. @throws {NotFound} */
export async function importById(db: Db, actor: Pick<Actor, 'scope'>, importId: string) {
  const [row] = await db
    .select()
    .from(retireeImports)
    .where(and(eq(retireeImports.id, importId), within(retireeImports.stationId, actor.scope)))
  if (row === undefined) throw new NotFound('批量接收记录')
  return row
}

/** Forgets what was staged for an import. */
export async function unstage(tx: Tx, importId: string): Promise<void> {
  await tx.delete(importedRetirees).where(eq(importedRetirees.importId, importId))
  await tx.delete(importedRows).where(eq(importedRows.importId, importId))
}

/** Lists whose reading died with its process are told as not read, and nothing of them is kept. Returns how many. */
export async function failDeadReadings(tx: Tx, now: number): Promise<number> {
  const stale = await tx
    .update(retireeImports)
    .set({ status: 'failed', problem: '读取时服务中断，请重新上传。' })
    .where(and(eq(retireeImports.status, 'reading'), lt(retireeImports.createdAt, now - staleMs)))
    .returning({ id: retireeImports.id })
  for (const { id } of stale) await unstage(tx, id)
  return stale.length
}

/** Begins to take a list over. `stationId`: where people go whose row names no station. @throws {NotFound} */
export async function beginImport(
  tx: Tx,
  list: { readonly stationId: string; readonly fileName: string },
  actor: Actor,
  now: number,
): Promise<RetireeImport> {
  await failDeadReadings(tx, now)
  const station = await findStation(tx, actor.scope, list.stationId)
  if (station === undefined) throw new NotFound('工作站')
  const [row] = await tx
    .insert(retireeImports)
    .values({
      id: newId(now),
      stationId: station.id,
      fileName: storable(list.fileName).slice(0, 200),
      fileHash: '',
      status: 'reading',
      staffId: actor.kind === 'staff' ? actor.id : null,
      mapping: {},
      newEnterprises: [],
      createdAt: now,
    })
    .returning()
  if (row === undefined) throw new Error('import was not inserted')
  await audit(tx, actor, 'import.begin', `retiree_imports:${row.id}`, now)
  return row
}

/** What the names in a list stand for. */
export interface ListContext {
  readonly importId: string
  readonly centerId: string
  readonly defaultStationId: string
  readonly defaultEnterpriseId: string | null
  /** Undefined for a name that no station has. */
  stationId(name: string): string | undefined
  enterpriseId(name: string): string
  blindId(idNumber: string): string
  blindPhone(phone: string): string
}

/** A person of a list as they will stand in the register, sealed for a row of their own. `now`: epoch milliseconds. */
export function stagedPerson(
  vault: Vault,
  context: ListContext,
  person: ListedPerson,
  rowNo: number,
  now: number,
): ImportedRetiree {
  const id = newId(now)
  const seal = (column: 'idNumber' | 'residence' | 'phone', plain: string | undefined) =>
    plain === undefined ? null : vault.seal(retireePlace(column, id), plain)
  const { category = 'retiree', enterprise, station, phone } = person
  const named = station === undefined ? undefined : context.stationId(station)
  return {
    id,
    name: person.name,
    sex: person.sex,
    bornOn: person.bornOn,
    idNumber: seal('idNumber', person.idNumber),
    idNumberKey: context.blindId(person.idNumber),
    idLast4: person.idLast4,
    workStartedOn: person.workStartedOn ?? null,
    retiredOn: person.retiredOn ?? null,
    residence: seal('residence', person.residence),
    patch: person.patch ?? '',
    phone: seal('phone', phone),
    phoneKey: phone === undefined ? null : context.blindPhone(phone),
    monthlyPensionFen: person.monthlyPensionFen ?? null,
    enterpriseId:
      enterprise === undefined ? context.defaultEnterpriseId : context.enterpriseId(enterprise),
    personType: person.personType ?? 'county_firm',
    category,
    hardship: person.hardship ?? 'no',
    stationId: staysWithCenter(category) ? context.centerId : (named ?? context.defaultStationId),
    importId: context.importId,
    rowNo,
  }
}

/** A row that cannot be taken, with what is wrong in which cell. */
export const faultyRow = (
  importId: string,
  rowNo: number,
  name: string,
  remarks: readonly CellFault[],
): ImportedRow => ({
  importId,
  rowNo,
  outcome: 'fault',
  name: storable(name).slice(0, 60),
  retireeId: null,
  decision: null,
  remarks,
  changes: null,
})

/** A row whose number an earlier row has: staged beside it, until somebody says which of them counts. */
export const doubledRow = (
  importId: string,
  rowNo: number,
  name: string,
  { cell, before }: { readonly cell: string; readonly before: number },
): ImportedRow => {
  const message = `身份证号码与第 ${before} 行重复。保留：用第 ${before} 行；采用：用这一行。`
  return { ...faultyRow(importId, rowNo, name, [{ cell, message }]), outcome: 'ask' }
}

/** Stages rows of a list; the counts of the import show how far it is. `doubled`: what is asked about some of the people. */
export async function stageRows(
  tx: Tx,
  importId: string,
  people: readonly ImportedRetiree[],
  faulty: readonly ImportedRow[],
  doubled: readonly ImportedRow[],
): Promise<void> {
  await insertMany(tx, 'imported_retirees', importedRetirees, people)
  await insertMany(tx, 'imported_rows', importedRows, [...faulty, ...doubled])
  await tx
    .update(retireeImports)
    .set({
      rowCount: sql`${retireeImports.rowCount} + ${people.length + faulty.length}`,
      newCount: sql`${retireeImports.newCount} + ${people.length}`,
      faultCount: sql`${retireeImports.faultCount} + ${faulty.length}`,
    })
    .where(eq(retireeImports.id, importId))
}

/** The list cannot be read: nothing of it is kept but the reason. */
export async function failImport(tx: Tx, importId: string, problem: string): Promise<void> {
  await unstage(tx, importId)
  const counts = { rowCount: 0, newCount: 0, sameCount: 0, askCount: 0, faultCount: 0 }
  await tx
    .update(retireeImports)
    .set({ status: 'failed', problem: storable(problem).slice(0, 500), ...counts })
    .where(eq(retireeImports.id, importId))
}
