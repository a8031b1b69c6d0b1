import { askForStaff, leavePhone } from './ask-for-staff.ts'
import { askPolicy } from './ask-policy.ts'
import { proveAccount } from './bind-account.ts'
import { choosePerson } from './choose-person.ts'
import { fallback } from './fallback.ts'
import { manageFamily } from './family.ts'
import { linkAccount } from './link-account.ts'
import { optOut } from './opt-out.ts'
import { petitionProgress } from './petition-progress.ts'
import { rateAnswer } from './rate-answer.ts'
import { rateHelp } from './rate-help.ts'
import { petitionDialogue, reportPetition } from './report-petition.ts'
import { showContactCard } from './show-contact-card.ts'
import { correctData, showData } from './show-data.ts'
import { showMenu } from './show-menu.ts'
import { showMine } from './show-mine.ts'
import { checkTheList } from './staff/check-list.ts'
import { findPerson } from './staff/find-person.ts'
import { notePhone, notePhoneDialogue } from './staff/note-phone.ts'
import { listMyPetitions, workOnPetition } from './staff/petitions.ts'
import type { Handler } from './types.ts'
import { unbindAccount } from './unbind-account.ts'

/** What people can say, in order of precedence: the first that replies has the message. The last one always replies. */
export const handlers: readonly Handler[] = [
  showMenu,
  askForStaff,
  choosePerson,
  linkAccount,
  proveAccount,
  manageFamily,
  unbindAccount,
  optOut,
  listMyPetitions,
  workOnPetition,
  checkTheList,
  findPerson,
  notePhone,
  notePhoneDialogue.handler,
  rateAnswer,
  rateHelp,
  petitionDialogue.handler,
  leavePhone.handler,
  correctData.handler,
  showMine,
  showContactCard,
  showData,
  reportPetition,
  petitionProgress,
  askPolicy,
  fallback,
]
