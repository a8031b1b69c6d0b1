import { type Retiree, retireeWordsOf } from '../db/ledgers/retiree.ts'
import type { Staff } from '../db/ledgers/staff.ts'
import type { Db } from '../db/store.ts'
import { chinaDate } from '../policy/calendar.ts'
import { maskPhone } from '../policy/contact.ts'
import { ageOn, checkLabels, sexLabels } from '../policy/retiree.ts'
import { caseRoles } from '../policy/role.ts'
import type { Context } from './types.ts'

/** The sender, where they are staff who work with people; administrators and auditors see nobody's data. */
export const caseWorker = ({ staff }: Context): Staff | undefined =>
  staff !== undefined && caseRoles.includes(staff.role) ? staff : undefined

/** One person as staff may read them in a chat: enough to know who it is, the telephone masked, no number and no address. */
export function personLine(db: Db, row: Retiree, now: number): string {
  const { phone } = retireeWordsOf(db, row)
  const parts = [
    row.name,
    sexLabels[row.sex],
    `${ageOn(row.bornOn, chinaDate(now))}岁`,
    `身份证后四位${row.idLast4 ?? '未登记'}`,
    row.patch,
    phone === null ? '没有电话' : `电话${maskPhone(phone)}`,
    checkLabels[row.checkResult],
  ]
  return parts.filter(Boolean).join('，')
}

/** One of several as a choice: what tells people of the same name apart, short enough for a button. */
export function shortLine(row: Retiree, now: number): string {
  const age = `${ageOn(row.bornOn, chinaDate(now))}岁`
  return [row.name, age, `后四位${row.idLast4 ?? '未登记'}`, row.patch].filter(Boolean).join(' ')
}
