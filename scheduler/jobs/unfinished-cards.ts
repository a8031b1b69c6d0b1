import { issueBatch, lostCardBatches } from '../../db/ledgers/contact-card-batch-acts.ts'
import type { Job } from '../types.ts'

/** 批量发卡: goes on with what a stopped service left behind. Source: 办法 第十条（二）. */
export const unfinishedCards: Job = {
  name: 'unfinished-cards',
  schedule: { everyMinutes: 1 },
  windowMs: 600_000,
  async run({ store, tick }) {
    const lost = await lostCardBatches(store.read, tick)
    for (const id of lost) await issueBatch(store, id, () => tick)
    return { batches: lost.length }
  },
}
