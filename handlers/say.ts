import type { Option } from '../db/messaging/message.ts'
import { spokenMark } from '../policy/transcript.ts'
import type { Context, Message } from './types.ts'

/** The ways on that are offered again and again. Ids are what a button sends. */
export const option = {
  menu: { id: 'menu', label: '返回' },
  ask: { id: 'ask', label: '问政策' },
  report: { id: 'report', label: '反映问题、提意见' },
  progress: { id: 'progress', label: '问办到哪了' },
  staff: { id: 'staff', label: '找工作人员' },
  mine: { id: 'mine', label: '我的' },
  card: { id: 'card', label: '我的联系卡' },
  data: { id: 'data', label: '我的资料' },
  correct: { id: 'correct', label: '资料不对，要更正' },
  newCard: { id: 'new-card', label: '卡丢了，要补办' },
  family: { id: 'family', label: '我的家属' },
  optOut: { id: 'opt:out', label: '不要提醒了' },
  optIn: { id: 'opt:in', label: '恢复提醒' },
  unbind: { id: 'unbind', label: '解除绑定' },
  whom: { id: 'whom', label: '换一位老人' },
} as const satisfies Record<string, Option>

/** The main menu of whoever is not bound. */
const mainMenu: readonly Option[] = [option.ask, option.report, option.progress, option.staff]

/** The main menu of this account: what is personal only where it is bound. */
export function menuFor({ people }: Pick<Context, 'people'>): readonly Option[] {
  if (people.length === 0) return mainMenu
  return [...mainMenu, option.mine, ...(people.length > 1 ? [option.whom] : [])]
}

/** The words of a message as a person wrote them. */
export const written = ({ text, said = text }: Pick<Message, 'text' | 'said'>): string => said

/** The words of a message as they go into a ledger: those of a recording are marked as written down by a machine. */
export const asSaid = (message: Pick<Message, 'text' | 'said' | 'heard'>): string =>
  message.heard ? spokenMark + written(message) : written(message)
