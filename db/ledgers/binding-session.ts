import { and, asc, eq, lt, ne } from 'drizzle-orm'
import type { Actor } from '../actor.ts'
import { channelAccounts } from '../messaging/channel-account.ts'
import type { ChannelName } from '../messaging/message.ts'
import { countyScope } from '../scope.ts'
import type { Tx } from '../store.ts'
import { bindings } from './binding.ts'
import { endBinding } from './binding-acts.ts'

const system: Actor = { kind: 'system', id: 'binding-rest', scope: countyScope, center: false }

/**
 * Ends bindings of accounts whose ids hold for one login only, when nothing was heard of them since `before`: a platform gives
 * such an id to nobody we know. Whoever comes back under another id binds anew. Returns how many ended.
 */
export async function endRestedBindings(
  tx: Tx,
  channel: ChannelName,
  before: number,
  now: number,
  limit = 200,
): Promise<number> {
  const rows = await tx
    .select({ binding: bindings })
    .from(bindings)
    .innerJoin(channelAccounts, eq(channelAccounts.id, bindings.accountId))
    .where(
      and(
        ne(bindings.status, 'ended'),
        eq(bindings.idLife, 'session'),
        eq(channelAccounts.channel, channel),
        lt(channelAccounts.seenAt, before),
      ),
    )
    .orderBy(asc(bindings.id))
    .limit(limit)
  for (const { binding } of rows) await endBinding(tx, binding, 'session_over', system, now)
  return rows.length
}
