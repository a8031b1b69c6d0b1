import { and, eq, inArray } from 'drizzle-orm'
import { bindings } from '../ledgers/binding.ts'
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
  const bound = await boundOf(tx, asked)
  const living = await livingOf(tx, asked)
  for (const row of asked) {
    const why = stopOf(row, accounts.get(row.accountId), { bound, living })
    if (why !== undefined) stops.set(row.id, { type: 'suppress', why })
  }
  return stops
}

const pair = (accountId: string, retireeId: string) => `${accountId} ${retireeId}`

function stopOf(
  row: OutboxRow,
  wants: string | undefined,
  { bound, living }: { readonly bound: ReadonlySet<string>; readonly living: ReadonlySet<string> },
): string | undefined {
  if (wants === 'out') return 'opted-out'
  if (row.retireeId === null) return undefined
  if (!bound.has(pair(row.accountId, row.retireeId))) return 'unbound'
  return living.has(row.retireeId) ? undefined : 'deceased'
}

const accountIds = (rows: readonly OutboxRow[]) => [
  ...new Set(rows.map(({ accountId }) => accountId)),
]

/** What the accounts want, by id. */
async function accountsOf(tx: Tx, rows: readonly OutboxRow[]) {
  const { id, wants } = channelAccounts
  const found = await tx
    .select({ id, wants })
    .from(channelAccounts)
    .where(inArray(id, accountIds(rows)))
  return new Map(found.map((account) => [account.id, account.wants]))
}

/** Which accounts may be told what concerns which people. */
async function boundOf(tx: Tx, rows: readonly OutboxRow[]): Promise<Set<string>> {
  const own = rows.filter(({ retireeId }) => retireeId !== null)
  if (own.length === 0) return new Set()
  const { accountId, retireeId, status, reminders } = bindings
  const found = await tx
    .select({ accountId, retireeId })
    .from(bindings)
    .where(and(inArray(accountId, accountIds(own)), eq(status, 'active'), eq(reminders, 'yes')))
  return new Set(found.map((row) => pair(row.accountId, row.retireeId)))
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
