import { and, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../store.ts'
import { retirees } from './retiree.ts'
import { retireeTokens, searchedChars, tokenAt } from './retiree-token.ts'

/** Makes the names of these people searchable: every two neighbouring characters, the first `searchedChars` of a name. `longest`: no name has more. */
export async function indexNames(tx: Tx, people: SQL, longest = searchedChars): Promise<void> {
  for (let at = 1; at < Math.min(longest, searchedChars); at++) {
    const tokens = tx
      .select({
        token: tokenAt(retirees.name, at).as('token'),
        retireeId: retirees.id,
        stationId: retirees.stationId,
        createdAt: retirees.createdAt,
      })
      .from(retirees)
      .where(and(people, sql`length(${retirees.name}) > ${at}`))
    await tx.insert(retireeTokens).select(tokens).onConflictDoNothing()
  }
}

/** Forgets the names of these people as they were. */
export async function unindexNames(tx: Tx, people: SQL): Promise<void> {
  await tx
    .delete(retireeTokens)
    .where(
      sql`${retireeTokens.retireeId} in ${tx.select({ id: retirees.id }).from(retirees).where(people)}`,
    )
}
