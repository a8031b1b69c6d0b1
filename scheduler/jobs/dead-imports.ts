import { failDeadReadings } from '../../db/ledgers/import-stage.ts'
import type { Job } from '../types.ts'

/** 批量接收: a list whose reading was cut off by a stop of the service is not shown as being read for ever. */
export const deadImports: Job = {
  name: 'dead-imports',
  schedule: { everyMinutes: 15 },
  windowMs: 15 * 60_000,
  run: async ({ store, tick }) => ({ failed: await store.tx((tx) => failDeadReadings(tx, tick)) }),
}
