import { and, asc, eq, inArray } from 'drizzle-orm'
import { channelAccounts } from '../messaging/channel-account.ts'
import { notifyStaff, queueMessages } from '../messaging/queue-message.ts'
import type { Db, Tx } from '../store.ts'
import { bindings } from './binding.ts'
import { ownAccounts } from './find-binding.ts'
import { namingPerson } from './naming-person.ts'

/** A matter that an account reported, perhaps for a person. */
export interface Matter {
  readonly accountId: string | null
  readonly retireeId: string | null
}

/** People whose matters an account reported as family, and may not see the progress of: taken back, or never agreed to. */
async function closedTo(db: Db, accountId: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const { retireeId, role, status, progress } = bindings
  const rows = await db
    .select({ retireeId, role, status, progress })
    .from(bindings)
    .where(and(eq(bindings.accountId, accountId), inArray(retireeId, [...ids])))
    .orderBy(asc(bindings.id))
  const last = new Map(rows.map((row) => [row.retireeId, row]))
  const closed = [...last.values()].filter(
    (row) => row.role === 'family' && (row.status !== 'active' || row.progress === 'no'),
  )
  return new Set(closed.map((row) => row.retireeId))
}

/**
 * Of the matters that an account reported those that it may hear of now: family hear of a person's matter as long as the
 * person lets them see its progress. Source: 个人信息保护法 第十五条.
 */
export async function heardBy<T extends Matter>(
  db: Db,
  accountId: string,
  matters: readonly T[],
): Promise<T[]> {
  const ids = new Set(matters.flatMap(({ retireeId }) => retireeId ?? []))
  const closed = await closedTo(db, accountId, [...ids])
  return matters.filter(({ retireeId }) => retireeId === null || !closed.has(retireeId))
}

/** Who hears of a matter: the account that reported it, else the person's own. */
async function hearersOf(tx: Tx, matter: Matter & { accountId: string }) {
  const { accountId, retireeId } = matter
  if ((await heardBy(tx, accountId, [matter])).length === 0 && retireeId !== null)
    return ownAccounts(tx, retireeId)
  return tx.select().from(channelAccounts).where(eq(channelAccounts.id, accountId))
}

/** What is told of a matter, once. `toStaff`: what the station reads where nobody may hear it. */
export interface News {
  readonly text: string
  readonly toStaff: string
  readonly options?: Parameters<typeof queueMessages>[1][number]['content']['options']
  readonly dedupeKey: string
}

/** Tells whoever may hear of a matter that came through a chat; where nobody may, the station is asked to tell the person. */
export async function tellHearers(
  tx: Tx,
  matter: Matter & { readonly stationId: string },
  { text, toStaff, options, dedupeKey }: News,
  now: number,
): Promise<void> {
  const { accountId, stationId } = matter
  if (accountId === null) return
  const hearers = await hearersOf(tx, { ...matter, accountId })
  if (hearers.length === 0) {
    await notifyStaff(tx, { stationId, content: { text: toStaff }, dedupeKey }, now)
    return
  }
  for (const to of hearers) {
    const words = await namingPerson(tx, { ...matter, accountId: to.id }, text)
    const content = options === undefined ? { text: words } : { text: words, options }
    const key = to.id === accountId ? dedupeKey : `${dedupeKey}:${to.id}`
    await queueMessages(tx, [{ to, kind: 'answer', content, dedupeKey: key, stationId }], now)
  }
}
