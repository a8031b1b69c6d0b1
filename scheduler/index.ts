import { auditLinks } from './jobs/audit-links.ts'
import { bindingRest } from './jobs/binding-rest.ts'
import { deadImports } from './jobs/dead-imports.ts'
import { deleteExpiredData } from './jobs/delete-expired.ts'
import { eraseApproved } from './jobs/erase-approved.ts'
import { petitionDue } from './jobs/petition-due.ts'
import { policyWeek } from './jobs/policy-week.ts'
import { sweepAccess } from './jobs/sweep-access.ts'
import { unfinishedCards } from './jobs/unfinished-cards.ts'
import { unfinishedConversations } from './jobs/unfinished-conversations.ts'
import type { Job } from './types.ts'

/** Everything that happens without anyone asking. */
export const jobs: readonly Job[] = [
  petitionDue,
  unfinishedConversations,
  unfinishedCards,
  bindingRest,
  policyWeek,
  auditLinks,
  sweepAccess,
  eraseApproved,
  deleteExpiredData,
  deadImports,
]
