import { inArray } from 'drizzle-orm'
import { retirees } from '../ledgers/retiree.ts'
import type { Tx } from '../store.ts'
import { channelAccounts } from './channel-account.ts'
import type { OutboxRow } from './outbox.ts'
import { assuredKinds, type OutboxEvent } from './outbox-state.ts'

/** At the moment of sending: which of these messages must not go any more, and why. Those that may go are left out. */
export async function recheck(
  tx: Tx,
  rows: readonly OutboxRow[],
  now: number,
): Promise<Map<string, OutboxEvent>> {
  const stops = new Map<string, OutboxEvent>()
  for (const row of rows) if (row.expiresAt <= now) stops.set(row.id, { type: 'expire' })
  const asked = rows.filter((row) => !stops.has(row.id) && !assuredKinds.includes(row.kind))
  if (asked.length === 0) return stops
  const accounts = await accountsOf(tx, asked)
  const living = await livingOf(tx, asked)
  for (const row of asked) {
    const why = stopOf(row, accounts.get(row.accountId), living)
    if (why !== undefined) stops.set(row.id, { type: 'suppress', why })
  }
  return stops
}

function stopOf(
  row: OutboxRow,
  account: { readonly wants: string; readonly retireeId: string | null } | undefined,
  living: ReadonlySet<string>,
): string | undefined {
  if (account?.wants === 'out') return 'opted-out'
  if (row.retireeId === null) return undefined
  if (account?.retireeId !== row.retireeId) return 'unbound'
  return living.has(row.retireeId) ? undefined : 'deceased'
}

async function accountsOf(tx: Tx, rows: readonly OutboxRow[]) {
  const ids = [...new Set(rows.map(({ accountId }) => accountId))]
  const { id, wants, retireeId } = channelAccounts
  const found = await tx
    .select({ id, wants, retireeId })
    .from(channelAccounts)
    .where(inArray(id, ids))
  return new Map(found.map((account) => [account.id, account]))
}

/** The ids of those living among the people whom messages concern. */
export async function livingOf(
  tx: Tx,
  rows: readonly Pick<OutboxRow, 'retireeId'>[],
): Promise<Set<string>> {
  const ids = [...new Set(rows.flatMap(({ retireeId }) => retireeId ?? []))]
  if (ids.length === 0) return new Set()
  const { id, vital } = retirees
  const found = await tx.select({ id, vital }).from(retirees).where(inArray(id, ids))
  return new Set(found.filter((person) => person.vital === 'living').map((person) => person.id))
}
