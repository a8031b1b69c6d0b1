import { auditLedger } from '../audit.ts'
import type { Ledger } from '../ledger.ts'
import { inboxFailureLedger } from '../messaging/inbox-ledger.ts'
import { outboxLedger } from '../messaging/outbox-ledger.ts'
import { bindingLedger, bindingRequestLedger } from './binding.ts'
import { contactCardLedger } from './contact-card.ts'
import { curatedQuestionLedger } from './curated-question.ts'
import { enterpriseLedger } from './enterprise.ts'
import { erasureLedger } from './erasure.ts'
import { handoverDifferenceLedger } from './handover-difference.ts'
import { personExportLedger } from './person-export.ts'
import { personalRequestLedger } from './personal-request.ts'
import { personnelFileLedger } from './personnel-file.ts'
import { petitionLedger } from './petition.ts'
import { policyQuestionLedger } from './policy-question.ts'
import { policyWeekLedger } from './policy-week.ts'
import { retireeLedger } from './retiree.ts'
import { retireeImportLedger } from './retiree-import.ts'
import { staffLedger } from './staff.ts'
import { stationLedger } from './station.ts'

/** Every ledger, in the order of the menu: a new one is one file and one line here. */
export const ledgers: readonly Ledger[] = [
  retireeLedger,
  petitionLedger,
  handoverDifferenceLedger,
  contactCardLedger,
  bindingLedger,
  bindingRequestLedger,
  personalRequestLedger,
  personnelFileLedger,
  retireeImportLedger,
  enterpriseLedger,
  policyQuestionLedger,
  personExportLedger,
  erasureLedger,
  curatedQuestionLedger,
  policyWeekLedger,
  outboxLedger,
  inboxFailureLedger,
  stationLedger,
  staffLedger,
  auditLedger,
]
