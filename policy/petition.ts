import { endOfDayAfter } from './calendar.ts'

/** 告知: days from receipt until the sender is told what becomes of the petition. Source: 信访工作条例 (2022) 第二十二、二十三条. */
const petitionTellDays = 15

/** 办结: days from acceptance until it is settled. Source: 信访工作条例 (2022) 第三十四条. */
const petitionSettleDays = 60

/** 延期: the most days one extension adds, with approval before expiry. Source: 信访工作条例 (2022) 第三十四条. */
const petitionExtensionDays = 30

/** Until when the sender must be told: end of the 15th China day after receipt. Epoch milliseconds. Source: 信访工作条例 (2022). */
export function tellDueAt(receivedAt: number): number {
  return endOfDayAfter(receivedAt, petitionTellDays)
}

/** Until when it must be settled: end of the 60th China day after acceptance. Epoch milliseconds. Source: 信访工作条例 (2022). */
export function settleDueAt(acceptedAt: number): number {
  return endOfDayAfter(acceptedAt, petitionSettleDays)
}

/** The new end of a petition extended before `dueAt`: end of the 30th China day after it. Epoch milliseconds. */
export function extendedDueAt(dueAt: number): number {
  return endOfDayAfter(dueAt, petitionExtensionDays)
}

/** What a petition wants. Source: 办法 第十一条 (意见、建议和要求, 咨询) and 第十条（三）2. */
export const petitionKinds = ['inquiry', 'complaint', 'help', 'suggestion'] as const
/** One of `petitionKinds`. */
export type PetitionKind = (typeof petitionKinds)[number]
/** How staff pages and chat name the kinds. */
export const petitionKindLabels: Readonly<Record<PetitionKind, string>> = {
  inquiry: '咨询',
  complaint: '投诉',
  help: '求助',
  suggestion: '意见建议',
}

/** How a petition came in. Source: 办法 第十条（三）2 来信来访登记台账. */
export const petitionSources = ['chat', 'walkIn', 'letter', 'phone'] as const
/** One of `petitionSources`. */
export type PetitionSource = (typeof petitionSources)[number]
/** How staff pages and chat name the sources. */
export const petitionSourceLabels: Readonly<Record<PetitionSource, string>> = {
  chat: '网上留言',
  walkIn: '来访',
  letter: '来信',
  phone: '来电',
}
