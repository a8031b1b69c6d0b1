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

/**
 * Makes the names of these people searchable: every two neighbouring characters, the first `searchedChars` of a name. They
 * go in by token, so that the rows of one token come one after the other.
 */
export async function indexNames(tx: Tx, people: SQL): Promise<void> {
  const { id, name, stationId, createdAt } = retirees
  const tokens = sql`select lower(substr(${name}, places.at, 2)) as token, ${id}, ${stationId}, ${createdAt}
    from ${retirees}, (${places}) as places
    where ${people} and length(${name}) > places.at order by 1, 4, 2`
  await tx.insert(retireeTokens).select(tokens).onConflictDoNothing()
}

/** Forgets the names of these people as they were. */
export async function unindexNames(tx: Tx, people: SQL): Promise<void> {
  await tx
    .delete(retireeTokens)
    .where(
      sql`${retireeTokens.retireeId} in ${tx.select({ id: retirees.id }).from(retirees).where(people)}`,
    )
}
