import { and, desc, eq, isNull } from 'drizzle-orm'
import { id, index, instant, table, text } from '../columns.ts'
import { newId } from '../id.ts'
import type { Db, Tx } from '../store.ts'
import type { ChannelName } from './message.ts'

/** When a channel was not online: what WeChat sends meanwhile may be gone, so staff must see it. */
export const channelGaps = table(
  'channel_gaps',
  {
    id: id().primaryKey(),
    channel: text().notNull().$type<ChannelName>(),
    startedAt: instant().notNull(),
    endedAt: instant(),
  },
  (t) => [index('channel_gaps_by_channel').on(t.channel, t.startedAt)],
)

/** Opens a gap, unless one is open. */
export async function openGap(tx: Tx, channel: ChannelName, now: number): Promise<void> {
  const open = await tx
    .select({ id: channelGaps.id })
    .from(channelGaps)
    .where(and(eq(channelGaps.channel, channel), isNull(channelGaps.endedAt)))
  if (open.length > 0) return
  await tx.insert(channelGaps).values({ id: newId(now), channel, startedAt: now })
}

/** Ends the open gap of a channel. */
export async function closeGap(tx: Tx, channel: ChannelName, now: number): Promise<void> {
  await tx
    .update(channelGaps)
    .set({ endedAt: now })
    .where(and(eq(channelGaps.channel, channel), isNull(channelGaps.endedAt)))
}

/** The last gaps of a channel, newest first. */
export async function lastGaps(db: Db, channel: ChannelName, limit: number) {
  return db
    .select({ startedAt: channelGaps.startedAt, endedAt: channelGaps.endedAt })
    .from(channelGaps)
    .where(eq(channelGaps.channel, channel))
    .orderBy(desc(channelGaps.startedAt))
    .limit(limit)
}
