import { asc, inArray } from 'drizzle-orm'
import { maskPhone } from '../../policy/contact.ts'
import type { Db } from '../store.ts'
import { type FamilyMember, familyMembers } from './retiree-parts.ts'

/** Where a family member's telephone number belongs in the vault. */
export const familyPlace = (rowId: string) => `family_members.phone:${rowId}`

/** One of the family as staff read them: name, relation, telephone masked. */
export function inWords(db: Db, { id, name, relation, phone }: FamilyMember): string {
  const number = phone === null ? '' : maskPhone(db.vault.open(familyPlace(id), phone))
  return `${name}（${relation}）${number}`
}

const idsAtOnce = 200

async function familiesOf(db: Db, ids: readonly string[]) {
  return db
    .select()
    .from(familyMembers)
    .where(inArray(familyMembers.retireeId, [...ids]))
    .orderBy(asc(familyMembers.retireeId), asc(familyMembers.part), asc(familyMembers.id))
}

/**
 * 家属子女情况及联系方式 by person: everybody of the family in one text, whom to call first before others, telephones
 * masked; empty where nobody is noted. Source: 办法 第七条（三）.
 */
export async function familyWords(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const words = new Map(ids.map((id) => [id, '']))
  for (let at = 0; at < ids.length; at += idsAtOnce)
    for (const row of await familiesOf(db, ids.slice(at, at + idsAtOnce))) {
      const before = words.get(row.retireeId)
      const one = inWords(db, row)
      words.set(row.retireeId, before ? `${before}；${one}` : one)
    }
  return words
}
