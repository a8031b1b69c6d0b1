import type { Extension } from '../act.ts'
import type { Routes } from '../types.ts'
import { bindingExtension, bindingRequestExtension } from './bindings.ts'
import { contactCardExtension } from './contact-cards.ts'
import { erasureExtension } from './erasures.ts'
import { handoverExtension } from './handover.ts'
import { inboxFailureExtension } from './inbox-failures.ts'
import { outboxExtension } from './outbox.ts'
import { overviewRoutes } from './overview.ts'
import { personExportExtension } from './person-exports.ts'
import { personalRequestExtension } from './personal-requests.ts'
import { personnelFileExtension } from './personnel-files.ts'
import { petitionExtension } from './petitions.ts'
import { curatedQuestionExtension, policyQuestionExtension } from './policy-questions.ts'
import { policySourceRoutes } from './policy-sources.ts'
import { privacyRoutes } from './privacy.ts'
import { retireeImportExtension } from './retiree-imports.ts'
import { retireeExtension } from './retirees.ts'
import { sessionRoutes } from './session.ts'
import { setupRoutes } from './setup.ts'
import { staffExtension } from './staff.ts'
import { stationExtension } from './stations.ts'

/** What the ledgers can do besides being read, by resource name. */
export const extensions: Readonly<Record<string, Extension>> = {
  retirees: retireeExtension,
  petitions: petitionExtension,
  'policy-questions': policyQuestionExtension,
  'curated-questions': curatedQuestionExtension,
  'handover-differences': handoverExtension,
  'retiree-imports': retireeImportExtension,
  'contact-cards': contactCardExtension,
  'personnel-files': personnelFileExtension,
  bindings: bindingExtension,
  'binding-requests': bindingRequestExtension,
  'personal-requests': personalRequestExtension,
  'person-exports': personExportExtension,
  erasures: erasureExtension,
  staff: staffExtension,
  outbox: outboxExtension,
  'inbox-failures': inboxFailureExtension,
  stations: stationExtension,
}

/** The routes of the API that belong to no ledger. */
export const apiRoutes: readonly Routes[] = [
  sessionRoutes,
  setupRoutes,
  overviewRoutes,
  privacyRoutes,
  policySourceRoutes,
]
