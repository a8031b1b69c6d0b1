import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../store.ts'
import { retirees } from './retiree.ts'
import { retireeTokens, searchedChars } from './retiree-token.ts'

/** Places in a name where two characters begin, from 1. */
const places = sql.raw(
  Array.from({ length: searchedChars - 1 }, (_, at) => `select ${at + 1} as at`).join(
    ' union all ',
  ),
)

/** What the names of these people come to: token, person, station, time. */
const tokensOf = (people: SQL): SQL => {
  const { id, name, stationId, createdAt } = retirees
  return sql`select lower(substr(${name}, places.at, 2)) as token, ${id} as id, ${stationId}, ${createdAt} as at
    from ${retirees}, (${places}) as places
    where ${people} and length(${name}) > places.at`
}

/** Which tokens are those of these people, as they are called at the moment. */
export function tokensFor(people: SQL): SQL {
  const { token, createdAt, retireeId } = retireeTokens
  return sql`(${token}, ${createdAt}, ${retireeId}) in (select token, at, id from (${tokensOf(people)}) as named)`
}

/**
 * Makes the names of these people searchable: every two neighbouring characters, the first `searchedChars` of a name. They
 * go in by token, so that the rows of one token come one after the other.
 */
export async function indexNames(tx: Tx, people: SQL): Promise<void> {
  const tokens = sql`${tokensOf(people)} order by 1, 4, 2`
  await tx.insert(retireeTokens).select(tokens).onConflictDoNothing()
}

/** Forgets the names of these people: before they change, for what they are called then is looked for. */
export async function unindexNames(tx: Tx, people: SQL): Promise<void> {
  await tx.delete(retireeTokens).where(tokensFor(people))
}
