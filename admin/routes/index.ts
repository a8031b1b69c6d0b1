import type { Extension } from '../act.ts'
import { inboxFailureExtension } from './inbox-failures.ts'
import { outboxExtension } from './outbox.ts'
import { petitionExtension } from './petitions.ts'
import { staffExtension } from './staff.ts'
import { stationExtension } from './stations.ts'

/** What the ledgers can do besides being read, by resource name. */
export const extensions: Readonly<Record<string, Extension>> = {
  petitions: petitionExtension,
  staff: staffExtension,
  outbox: outboxExtension,
  'inbox-failures': inboxFailureExtension,
  stations: stationExtension,
}
