import { z } from 'zod'
import { cardVoidLabels } from '../../db/ledgers/contact-card.ts'
import { type IssuedCard, issueContactCard } from '../../db/ledgers/contact-card-acts.ts'
import { caseRoles } from '../../policy/role.ts'
import { act } from '../act.ts'
import { maybeChoice } from '../input.ts'
import type { AdminOptions } from '../types.ts'
import { cardLinks } from './card-links.ts'

/** What the contract says of an issued card. */
export const issuedOf = (options: AdminOptions, { id, serialNo, plainCode }: IssuedCard) => ({
  cardId: id,
  serialNo,
  code: plainCode,
  links: cardLinks(options, plainCode),
})

/** 发联系卡: `POST /retirees/{id}/contact-card`; whoever has one gets a new one, and the old one is void. */
export const contactCardAct = act({
  verb: 'contact-card',
  label: '发联系卡',
  roles: caseRoles,
  fits: ({ vital, status }) => vital === 'living' && status !== 'left',
  body: z.object({ reason: maybeChoice('补发原因', cardVoidLabels) }),
  run: async ({ tx, id, actor, now, options }, { reason }) =>
    issuedOf(options, await issueContactCard(tx, actor, id, now, reason)),
})
