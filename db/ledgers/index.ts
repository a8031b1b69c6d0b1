import { auditLedger } from '../audit.ts'
import type { Ledger } from '../ledger.ts'
import { inboxFailureLedger } from '../messaging/inbox-ledger.ts'
import { outboxLedger } from '../messaging/outbox-ledger.ts'
import { petitionLedger } from './petition.ts'
import { staffLedger } from './staff.ts'
import { stationLedger } from './station.ts'

/** Every ledger, in the order of the menu: a new one is one file and one line here. */
export const ledgers: readonly Ledger[] = [
  petitionLedger,
  outboxLedger,
  inboxFailureLedger,
  stationLedger,
  staffLedger,
  auditLedger,
]
