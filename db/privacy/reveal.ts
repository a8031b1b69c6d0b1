import { and, eq } from 'drizzle-orm'
import type { RevealReason } from '../../policy/privacy.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { LedgerError, NotFound } from '../errors.ts'
import { familyPlace } from '../ledgers/family-words.ts'
import { retireeById, retireeWordsOf } from '../ledgers/retiree.ts'
import { familyMembers } from '../ledgers/retiree-parts.ts'
import type { Tx } from '../store.ts'

/** What is hidden in part on the pages and can be opened, one at a time. */
export const revealLabels = {
  idNumber: '身份证号码',
  phone: '联系电话',
  residence: '居住地',
  familyPhone: '家属电话',
} as const
/** One of the keys of `revealLabels`. */
export type RevealField = keyof typeof revealLabels

/** What is asked for is not recorded. */
class NothingToReveal extends LedgerError {
  readonly code = 'nothing_to_reveal'
  constructor(field: RevealField) {
    super(`还没有登记${revealLabels[field]}。`)
  }
}

/** What is opened, and why. `memberId`: whose telephone number, for `familyPhone`. */
export interface Reveal {
  readonly field: RevealField
  readonly memberId?: string | undefined
  readonly reason: RevealReason
}

async function phoneOfMember(tx: Tx, retireeId: string, memberId: string | undefined) {
  const [member] = await tx
    .select({ id: familyMembers.id, phone: familyMembers.phone })
    .from(familyMembers)
    .where(and(eq(familyMembers.id, memberId ?? ''), eq(familyMembers.retireeId, retireeId)))
  if (member === undefined) throw new NotFound('家庭成员')
  return member.phone === null ? null : tx.vault.open(familyPlace(member.id), member.phone)
}

/**
 * 查看完整的号码或地址: one value of one person, with a reason that stays in the audit. Source: 个人信息保护法 第五十一条.
 * @throws {NotFound} @throws {NothingToReveal}
 */
export async function revealField(
  tx: Tx,
  retireeId: string,
  { field, memberId, reason }: Reveal,
  actor: Actor,
  now: number,
): Promise<string> {
  const person = await retireeById(tx, actor.scope, retireeId)
  const value =
    field === 'familyPhone'
      ? await phoneOfMember(tx, person.id, memberId)
      : retireeWordsOf(tx, person)[field]
  if (value === null) throw new NothingToReveal(field)
  const member = field === 'familyPhone' ? { member: memberId ?? '' } : {}
  const detail = { field, reason, ...member }
  await audit(tx, actor, 'retiree.reveal', `retirees:${person.id}`, now, detail)
  return value
}
