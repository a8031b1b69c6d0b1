import { and, desc, eq, isNull } from 'drizzle-orm'
import { chinaDate } from '../../policy/calendar.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { LedgerError, NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { within } from '../scope.ts'
import { storable } from '../storable.ts'
import type { Db, Tx } from '../store.ts'
import {
  type FilePlace,
  filePlaceLabels,
  fileStatusLabels,
  type PersonnelFile,
  personnelFileLoans,
  personnelFiles,
} from './personnel-file.ts'
import { retireeById } from './retiree.ts'

/** The file is lent already, or is on its shelf. */
export class FileState extends LedgerError {
  readonly code = 'personnel_file_state'
}

/** Where a file stands. */
export interface FileSpot {
  readonly place: FilePlace
  readonly shelf?: string | undefined
  readonly fileNo?: string | undefined
}

/** 登记档案存放地点: one file a person; doing it again moves the file. Source: 办法 第八条. @throws {NotFound} */
export async function placeFile(
  tx: Tx,
  retireeId: string,
  spot: FileSpot,
  actor: Actor,
  now: number,
): Promise<PersonnelFile> {
  const person = await retireeById(tx, actor.scope, retireeId)
  const { place, shelf = '', fileNo = '' } = spot
  const where = { place, shelf: storable(shelf.trim()), fileNo: storable(fileNo.trim()) }
  const { id, name, stationId } = person
  const [row] = await tx
    .insert(personnelFiles)
    .values({
      id: newId(now),
      retireeId: id,
      retireeName: name,
      stationId,
      status: 'in',
      createdAt: now,
      ...where,
    })
    .onConflictDoUpdate({ target: personnelFiles.retireeId, set: { ...where, retireeName: name } })
    .returning()
  if (row === undefined) throw new Error('file was neither inserted nor updated')
  await audit(tx, actor, 'personnel_file.place', `personnel_files:${row.id}`, now, { place })
  return row
}

async function fileById(tx: Tx, actor: Actor, fileId: string): Promise<PersonnelFile> {
  const [row] = await tx
    .select()
    .from(personnelFiles)
    .where(and(eq(personnelFiles.id, fileId), within(personnelFiles.stationId, actor.scope)))
  if (row === undefined) throw new NotFound('档案')
  return row
}

/** 借出. @throws {FileState} when it is lent already, or due before today. @throws {NotFound} */
export async function lendFile(
  tx: Tx,
  fileId: string,
  loan: { readonly borrower: string; readonly purpose: string; readonly dueOn: string },
  actor: Actor,
  now: number,
): Promise<PersonnelFile> {
  const file = await fileById(tx, actor, fileId)
  const today = chinaDate(now)
  if (file.status === 'out') throw new FileState(`这份档案已借给${file.borrower}，还没有归还。`)
  if (loan.dueOn < today) throw new FileState('应还日期不能早于今天。')
  const { dueOn } = loan
  const [borrower, purpose] = [storable(loan.borrower.trim()), storable(loan.purpose.trim())]
  const lentBy = actor.kind === 'staff' ? actor.id : null
  const row = {
    id: newId(now),
    fileId: file.id,
    borrower,
    purpose,
    borrowedOn: today,
    dueOn,
    lentBy,
  }
  await tx.insert(personnelFileLoans).values(row)
  const set = { status: 'out' as const, borrower, dueOn }
  await tx.update(personnelFiles).set(set).where(eq(personnelFiles.id, file.id))
  await audit(tx, actor, 'personnel_file.lend', `personnel_files:${file.id}`, now, { dueOn })
  return { ...file, ...set }
}

/** 归还. @throws {FileState} when it is on its shelf. @throws {NotFound} */
export async function returnFile(
  tx: Tx,
  fileId: string,
  actor: Actor,
  now: number,
): Promise<PersonnelFile> {
  const file = await fileById(tx, actor, fileId)
  if (file.status === 'in') throw new FileState('这份档案没有借出。')
  const open = and(eq(personnelFileLoans.fileId, file.id), isNull(personnelFileLoans.returnedOn))
  await tx
    .update(personnelFileLoans)
    .set({ returnedOn: chinaDate(now) })
    .where(open)
  const set = { status: 'in' as const, borrower: '', dueOn: null }
  await tx.update(personnelFiles).set(set).where(eq(personnelFiles.id, file.id))
  await audit(tx, actor, 'personnel_file.return', `personnel_files:${file.id}`, now)
  return { ...file, ...set }
}

/** Where the file of a person stands, and whether it should be back; null where nobody noted it. The caller has checked who may. */
export async function fileOfRetiree(db: Db, retireeId: string, today: string) {
  const [row] = await db
    .select()
    .from(personnelFiles)
    .where(eq(personnelFiles.retireeId, retireeId))
  if (row === undefined) return null
  const { place, shelf, fileNo, status, borrower, dueOn } = row
  const where = { place: filePlaceLabels[place], shelf, fileNo, status: fileStatusLabels[status] }
  return { ...where, borrower, dueOn, overdue: dueOn !== null && dueOn < today }
}

/** Every loan of a file, newest first. The caller has checked who may. */
export async function loansOf(db: Db, fileId: string) {
  return db
    .select()
    .from(personnelFileLoans)
    .where(eq(personnelFileLoans.fileId, fileId))
    .orderBy(desc(personnelFileLoans.id))
}
