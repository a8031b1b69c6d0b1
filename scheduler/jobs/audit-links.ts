import { linkAudit } from '../../db/audit.ts'
import type { Job } from '../types.ts'

/** Links new audit entries into their chain, every five minutes. */
export const auditLinks: Job = {
  name: 'audit-links',
  schedule: { everyMinutes: 5 },
  windowMs: 5 * 60_000,
  async run({ store, tick }) {
    return { linked: await store.tx((tx) => linkAudit(tx, tick)) }
  },
}
