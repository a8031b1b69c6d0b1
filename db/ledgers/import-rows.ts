import { and, asc, eq, gt } from 'drizzle-orm'
import { namesOf } from '../ledger-names.ts'
import type { Db } from '../store.ts'
import { retirees } from './retiree.ts'
import { importedRetirees, importedRows, type RowOutcome } from './retiree-import.ts'

/** A page of the rows of an import. `after`: the last row number of the page before. */
export interface RowsPage {
  readonly outcome: RowOutcome
  readonly after: number
  readonly limit: number
}

async function newRows(db: Db, importId: string, { after, limit }: RowsPage) {
  const s = importedRetirees
  const rows = await db
    .select({
      rowNo: s.rowNo,
      name: s.name,
      sex: s.sex,
      bornOn: s.bornOn,
      idLast4: s.idLast4,
      stationId: s.stationId,
    })
    .from(s)
    .where(and(eq(s.importId, importId), gt(s.rowNo, after)))
    .orderBy(asc(s.rowNo))
    .limit(limit)
  const names = await namesOf(db, 'stations', [])
  return rows.map(({ stationId, ...row }) => ({
    ...row,
    stationName: names.get(stationId) ?? '',
    decision: null,
    remarks: [],
  }))
}

/** Rows of an import with what became of them, by row number; nothing sealed. The caller has checked who may. */
export async function importRows(db: Db, importId: string, page: RowsPage) {
  if (page.outcome === 'new') return newRows(db, importId, page)
  const { rowNo, name, decision, remarks } = importedRows
  return db
    .select({ rowNo, name, decision, remarks })
    .from(importedRows)
    .where(
      and(
        eq(importedRows.importId, importId),
        eq(importedRows.outcome, page.outcome),
        gt(rowNo, page.after),
      ),
    )
    .orderBy(asc(rowNo))
    .limit(page.limit)
}

/** People whom an import brought, page by page, for the receipt: no more than the paper needs. */
export async function* importedPeople(db: Db, importId: string) {
  let after = ''
  for (;;) {
    const { id, name, sex, bornOn, idLast4, stationId } = retirees
    const rows = await db
      .select({ id, name, sex, bornOn, idLast4, stationId })
      .from(retirees)
      .where(and(eq(retirees.importId, importId), gt(id, after)))
      .orderBy(asc(id))
      .limit(500)
    if (rows.length === 0) return
    yield rows
    after = rows.at(-1)?.id ?? ''
  }
}
