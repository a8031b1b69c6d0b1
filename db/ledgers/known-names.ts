import { eq, inArray, sql } from 'drizzle-orm'
import type { Db } from '../store.ts'
import { retirees } from './retiree.ts'
import { familyMembers } from './retiree-parts.ts'
import { retireeTokens } from './retiree-token.ts'
import { staff } from './staff.ts'

/** Longest family name with given name that is looked for among relatives, in characters. */
const longestName = 4

/** Every piece of a text of this many characters, each once. */
function pieces(characters: readonly string[], length: number): string[] {
  const found = new Set<string>()
  for (let at = 0; at + length <= characters.length; at++)
    found.add(characters.slice(at, at + length).join(''))
  return [...found]
}

/** The names of people of the register, their relatives and the staff that stand in a text: to be taken out of it. */
export async function knownNames(db: Db, text: string): Promise<readonly string[]> {
  const characters = [...text]
  const pairs = pieces(characters, 2)
  if (pairs.length === 0) return []
  // In lower case by the database, as the tokens are.
  const tokens = pairs.map((pair) => sql`lower(${pair})`)
  const people = await db
    .selectDistinct({ name: retirees.name })
    .from(retireeTokens)
    .innerJoin(retirees, eq(retirees.id, retireeTokens.retireeId))
    .where(sql`${retireeTokens.token} in (${sql.join(tokens, sql`, `)})`)
  const longer = [3, longestName].flatMap((length) => pieces(characters, length))
  const relatives = await db
    .selectDistinct({ name: familyMembers.name })
    .from(familyMembers)
    .where(inArray(familyMembers.name, [...pairs, ...longer]))
  const colleagues = await db.select({ name: staff.name }).from(staff)
  return [...people, ...relatives, ...colleagues]
    .map(({ name }) => name)
    .filter((name) => name.length > 1 && text.includes(name))
}

/** A text with ＊ for every name that the register, its families or the staff know. */
export async function withoutKnownNames(db: Db, text: string): Promise<string> {
  const names = await knownNames(db, text)
  const longestFirst = [...names].sort((a, b) => b.length - a.length)
  return longestFirst.reduce((plain, name) => plain.replaceAll(name, '＊'), text)
}
