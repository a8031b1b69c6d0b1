import { type PetitionKind, petitionKinds } from '../../policy/petition.ts'
import type { NewPetition } from './register-petition.ts'

const textOf = (draft: Readonly<Record<string, unknown>>, field: string) => {
  const value = draft[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The station that a draft names; undefined while it names none. */
export const stationOfDraft = (draft: Readonly<Record<string, unknown>>) =>
  textOf(draft, 'stationId')

/**
 * A petition out of what a conversation gathered, complete or not: what is missing is left for staff to ask. Undefined when
 * nothing was said yet that anybody could work on.
 */
export function petitionOfDraft(
  draft: Readonly<Record<string, unknown>>,
  from: Pick<NewPetition, 'accountId' | 'stationId' | 'retireeId' | 'proxy'>,
): NewPetition | undefined {
  const files = draft['attachmentIds']
  const attachmentIds = Array.isArray(files) ? files.filter((one) => typeof one === 'string') : []
  const content = textOf(draft, 'content') ?? (attachmentIds.length > 0 ? '见附件' : undefined)
  if (content === undefined) return undefined
  const kind = petitionKinds.find((one) => one === draft['kind']) ?? ('help' as PetitionKind)
  return {
    stationId: stationOfDraft(draft) ?? from.stationId,
    kind,
    source: 'chat',
    content,
    name: textOf(draft, 'name') ?? '未留姓名',
    phone: textOf(draft, 'phone'),
    community: textOf(draft, 'community'),
    accountId: from.accountId,
    retireeId: from.retireeId,
    proxy: from.proxy,
    attachmentIds,
  }
}
