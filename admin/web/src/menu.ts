import type { Ledger } from './types.ts'

/** One line of the left menu. */
interface MenuItem {
  readonly key: string
  readonly path: string
  readonly label: string
}

/** Lines of the left menu under one heading. */
interface MenuGroup {
  readonly title: string
  readonly items: readonly MenuItem[]
}

/** Ledgers that are not 台账 of people's matters; whatever is not named here is one. */
const groupOf: Readonly<Record<string, string>> = {
  // Reached from pages of their own.
  'policy-questions': '',
  'policy-weeks': '',
  'curated-questions': '政策咨询',
  outbox: '消息',
  'inbox-failures': '消息',
  stations: '管理',
  staff: '管理',
  'person-exports': '个人信息',
  erasures: '个人信息',
  'audit-entries': '管理',
}

/** Titles too long for the menu. */
const shortLabels: Readonly<Record<string, string>> = {
  retirees: '基本信息台账',
  'person-exports': '查阅复制登记',
  erasures: '删除登记',
}

/** The left menu, made from what this person may read: a new ledger appears by itself. `seesDay`: the day's work and the channels. */
export function menuGroups(ledgers: readonly Ledger[], seesDay: boolean): MenuGroup[] {
  const linesOf = (title: string) =>
    ledgers
      .filter(({ name }) => (groupOf[name] ?? '台账') === title)
      .map(({ name, title }) => ({
        key: name,
        path: `/ledgers/${name}`,
        label: shortLabels[name] ?? title,
      }))
  const channels = { key: 'channels', path: '/channels', label: '渠道状态' }
  const can = (name: string) => ledgers.some((ledger) => ledger.name === name)
  const work = [
    ...(seesDay ? [{ key: 'today', path: '/', label: '今日' }] : []),
    ...(can('retiree-imports') ? [{ key: 'import', path: '/import', label: '批量接收' }] : []),
    ...(can('retirees') ? [{ key: 'handover', path: '/handover', label: '交接进度' }] : []),
    ...(can('contact-cards') ? [{ key: 'cards', path: '/cards', label: '发联系卡' }] : []),
  ]
  const policy = [
    ...(can('policy-questions')
      ? [{ key: 'policy-questions', path: '/policy/questions', label: '待补充问题' }]
      : []),
    ...linesOf('政策咨询'),
    ...(can('curated-questions')
      ? [{ key: 'policy-sources', path: '/policy/sources', label: '政策文件' }]
      : []),
    ...(can('policy-weeks')
      ? [{ key: 'policy-weeks', path: '/policy/weeks', label: '每周咨询情况' }]
      : []),
  ]
  const groups = [
    { title: '工作', items: work },
    { title: '台账', items: linesOf('台账') },
    { title: '政策咨询', items: policy },
    {
      title: '消息',
      items: [...linesOf('消息'), ...(seesDay ? [channels] : [])],
    },
    {
      title: '个人信息',
      items: [{ key: 'privacy', path: '/privacy', label: '个人信息保护' }, ...linesOf('个人信息')],
    },
    { title: '管理', items: linesOf('管理') },
  ]
  return groups.filter(({ items }) => items.length > 0)
}
