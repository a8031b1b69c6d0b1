import type { Extension } from '../act.ts'
import type { Routes } from '../types.ts'
import { inboxFailureExtension } from './inbox-failures.ts'
import { outboxExtension } from './outbox.ts'
import { overviewRoutes } from './overview.ts'
import { petitionExtension } from './petitions.ts'
import { sessionRoutes } from './session.ts'
import { setupRoutes } from './setup.ts'
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

/** The routes of the API that belong to no ledger. */
export const apiRoutes: readonly Routes[] = [sessionRoutes, setupRoutes, overviewRoutes]
