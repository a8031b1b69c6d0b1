import type { Option } from '../db/messaging/message.ts'

/** The ways on that are offered again and again. Ids are what a button sends. */
export const option = {
  menu: { id: 'menu', label: '返回' },
  ask: { id: 'ask', label: '问政策' },
  report: { id: 'report', label: '反映问题、提意见' },
  progress: { id: 'progress', label: '问办到哪了' },
  staff: { id: 'staff', label: '找工作人员' },
  mine: { id: 'mine', label: '我的' },
  family: { id: 'family', label: '我的家属' },
  unbind: { id: 'unbind', label: '解除绑定' },
} as const satisfies Record<string, Option>

/** The main menu. */
export const mainMenu: readonly Option[] = [
  option.ask,
  option.report,
  option.progress,
  option.staff,
]
