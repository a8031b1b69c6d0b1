import { staleConversations } from '../../db/messaging/conversation.ts'
import { keepUnfinished, remindUnfinished } from '../../db/messaging/unfinished.ts'
import type { Job } from '../types.ts'

/** Silence after which an unfinished report is recalled. Unit: ms. */
export const remindAfterMs = 30 * 60_000
/** Silence after which it is left to staff. Unit: ms. */
export const keepAfterMs = 24 * 3_600_000

/** 没说完的事: reminded once, then kept for staff. */
export const unfinishedConversations: Job = {
  name: 'unfinished-conversations',
  schedule: { everyMinutes: 10 },
  windowMs: 3_600_000,
  async run({ store, tick }) {
    const counts = { reminded: 0, kept: 0 }
    for (const row of await staleConversations(store.read, tick - remindAfterMs, 1_000)) {
      const old = row.updatedAt <= tick - keepAfterMs
      if (!old && row.remindedAt !== null) continue
      const done = await store.tx((tx) =>
        old ? keepUnfinished(tx, row.accountId, tick) : remindUnfinished(tx, row.accountId, tick),
      )
      if (done) counts[old ? 'kept' : 'reminded'] += 1
    }
    return counts
  },
}
