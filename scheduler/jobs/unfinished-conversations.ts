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
    const keep = tick - keepAfterMs
    const silent = { remind: tick - remindAfterMs, keep }
    for (const found of await staleConversations(store.read, silent, 1_000)) {
      const old = found.updatedAt <= keep
      const act = old ? keepUnfinished : remindUnfinished
      if (await store.tx((tx) => act(tx, found, tick))) counts[old ? 'kept' : 'reminded'] += 1
    }
    return counts
  },
}
