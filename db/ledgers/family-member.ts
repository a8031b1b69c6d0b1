import { and, asc, eq } from 'drizzle-orm'
import { maskPhone, readPhone } from '../../policy/contact.ts'
import { foldName, nameFault } from '../../policy/person-name.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { storable } from '../storable.ts'
import type { Db, Tx } from '../store.ts'
import { familyPlace, inWords } from './family-words.ts'
import { keepChanges } from './keep-change.ts'
import { retireeById } from './retiree.ts'
import { type FamilyMember, familyMembers } from './retiree-parts.ts'
import { RetireeRefused } from './retiree-refusal.ts'
import { phoneKeyOf } from './retiree-token.ts'

/** What is known of a family member. `contact`: whom to call first. */
export interface NewFamilyMember {
  readonly name: string
  readonly relation: string
  readonly phone?: string | undefined
  readonly part: 'contact' | 'member'
}

/** 登记家庭成员或联系人. @throws {NotFound} @throws {RetireeRefused} */
export async function addFamilyMember(
  tx: Tx,
  retireeId: string,
  member: NewFamilyMember,
  actor: Actor,
  now: number,
): Promise<FamilyMember> {
  const { id } = await retireeById(tx, actor.scope, retireeId)
  const name = foldName(storable(member.name))
  const fault = nameFault(name)
  if (fault !== undefined) throw new RetireeRefused(fault)
  const given = member.phone?.trim() ?? ''
  const phone = given === '' ? undefined : readPhone(given)
  if (given !== '' && phone === undefined) throw new RetireeRefused('联系电话不是有效的号码。')
  const rowId = newId(now)
  const [row] = await tx
    .insert(familyMembers)
    .values({
      id: rowId,
      retireeId: id,
      name,
      relation: storable(member.relation.trim()),
      phone: phone === undefined ? null : tx.vault.seal(familyPlace(rowId), phone),
      phoneKey: phone === undefined ? null : (phoneKeyOf(tx.vault, phone) ?? null),
      part: member.part,
      createdAt: now,
    })
    .returning()
  if (row === undefined) throw new Error('family member was not inserted')
  const change = { field: 'familyId', before: null, after: inWords(tx, row) }
  await keepChanges(tx, id, [change], { actor, now })
  await audit(tx, actor, 'retiree.family_add', `retirees:${id}`, now, { member: rowId })
  return row
}

/** Takes a family member off. @throws {NotFound} when there is none of this person. */
export async function removeFamilyMember(
  tx: Tx,
  retireeId: string,
  memberId: string,
  actor: Actor,
  now: number,
): Promise<void> {
  const { id } = await retireeById(tx, actor.scope, retireeId)
  const [gone] = await tx
    .delete(familyMembers)
    .where(and(eq(familyMembers.id, memberId), eq(familyMembers.retireeId, id)))
    .returning()
  if (gone === undefined) throw new NotFound('家庭成员')
  const change = { field: 'familyId', before: inWords(tx, gone), after: null }
  await keepChanges(tx, id, [change], { actor, now })
  await audit(tx, actor, 'retiree.family_remove', `retirees:${id}`, now, { member: gone.id })
}

/** The family of a person, contacts first, with masked telephone numbers. The caller has checked who may. */
export async function familyOf(db: Db, retireeId: string) {
  const rows = await db
    .select()
    .from(familyMembers)
    .where(eq(familyMembers.retireeId, retireeId))
    .orderBy(asc(familyMembers.part), asc(familyMembers.id))
  return rows.map(({ id, name, relation, part, phone }) => ({
    id,
    name,
    relation,
    part,
    phone: phone === null ? null : maskPhone(db.vault.open(familyPlace(id), phone)),
  }))
}
