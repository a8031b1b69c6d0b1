import { asc, desc, eq } from 'drizzle-orm'
import { maskPhone } from '../../policy/contact.ts'
import { maskIdNumber } from '../../policy/id-number.ts'
import type { Field } from '../ledger.ts'
import { namesOf } from '../ledger-names.ts'
import type { Db } from '../store.ts'
import { retireeLedger } from './retiree.ts'
import { changePlace, retireeChanges, retireeStations } from './retiree-history.ts'

const shownRows = 200

/** What staff read of an old or new value: sealed ones masked, choices in words. */
async function shownValue(db: Db, field: string, plain: string | null): Promise<string | null> {
  if (plain === null) return null
  if (field === 'idNumber') return maskIdNumber(plain)
  if (field === 'phone') return maskPhone(plain)
  if (field === 'residence') return '（已登记）'
  if (field === 'enterpriseId') return (await namesOf(db, 'enterprises', [plain])).get(plain) ?? ''
  if (field === 'monthlyPensionFen') return (Number(plain) / 100).toFixed(2)
  const described: Field | undefined = retireeLedger.fields[field]
  return described?.choices?.[plain] ?? plain
}

/** 变更记录 of a person, newest first, as staff may read it. The caller has checked who may. */
export async function changesOf(db: Db, retireeId: string) {
  const rows = await db
    .select()
    .from(retireeChanges)
    .where(eq(retireeChanges.retireeId, retireeId))
    .orderBy(desc(retireeChanges.id))
    .limit(shownRows)
  const staffIds = rows.filter((row) => row.actorKind === 'staff').map((row) => row.actorId)
  const names = await namesOf(db, 'staff', staffIds)
  const open = (side: 'before' | 'after', row: (typeof rows)[number]) => {
    const value = row[side]
    return value === null ? null : db.vault.open(changePlace(side, row.id), value)
  }
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      at: row.at,
      actorName: names.get(row.actorId) ?? '系统',
      label: retireeLedger.fields[row.field]?.label ?? row.field,
      before: await shownValue(db, row.field, open('before', row)),
      after: await shownValue(db, row.field, open('after', row)),
    })),
  )
}

/** 管理单位 of a person with dates, the first first. The caller has checked who may. */
export async function unitsOf(db: Db, retireeId: string) {
  const rows = await db
    .select()
    .from(retireeStations)
    .where(eq(retireeStations.retireeId, retireeId))
    .orderBy(asc(retireeStations.fromOn), asc(retireeStations.id))
  const names = await namesOf(db, 'stations', [])
  return rows.map(({ stationId, fromOn, toOn, reason }) => ({
    stationName: names.get(stationId) ?? '',
    fromOn,
    toOn,
    reason,
  }))
}
