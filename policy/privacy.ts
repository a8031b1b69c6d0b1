/** 处理个人信息的依据. Source: 个人信息保护法 第十三条第一款. */
export const basisLabels = {
  duty: '履行法定职责所必需（第三项）',
  consent: '本人同意（第一项）',
  employment: '实施人力资源管理所必需（第二项）',
} as const
/** One of the keys of `basisLabels`. */
export type Basis = keyof typeof basisLabels

/** How long something is kept at most, and what ends it. `days`: the service deletes it by itself after so many. */
export const keeps = {
  register: { label: '在管期间；离开或去世后满五年，经批准删除' },
  ledger: { label: '台账，按档案管理规定保存；经批准去掉个人内容' },
  message: { label: '收发后 180 天自动清空内容', days: 180 },
  file: { label: '随所附的件保存；没有附到件上的 180 天自动删除', days: 180 },
  draft: { label: '最后一次说话后 30 天自动删除', days: 30 },
  staging: { label: '上传后 30 天没有确认的自动删除', days: 30 },
  session: { label: '登录或限制结束后一小时内自动删除', days: 0 },
  token: { label: '失效后 30 天自动删除', days: 30 },
  account: { label: '同意存续期间；解除绑定或撤回同意即删除' },
  office: { label: '在职或有业务往来期间' },
  proof: { label: '处理记录，至少保存三年（第五十六条）' },
} as const
/** One of the keys of `keeps`. */
export type Keep = keyof typeof keeps

/** How a value stands in the database. */
export const guardLabels = {
  sealed: '加密',
  blind: '单向索引',
  hash: '摘要',
  clear: '明文',
  pointer: '编号',
} as const
/** One of the keys of `guardLabels`. */
export type Guard = keyof typeof guardLabels

/** Why somebody opens a value that is hidden in part. */
export const revealReasonLabels = {
  identity: '核对身份',
  contact: '联系本人或家属',
  visit: '上门走访',
  form: '填写申报材料',
  ask: '本人申请查阅',
} as const
/** One of the keys of `revealReasonLabels`. */
export type RevealReason = keyof typeof revealReasonLabels

/** How long the page shows an opened value. Unit: seconds. */
export const revealSeconds = 30

/** Why somebody's data is copied out. Source: 个人信息保护法 第四十五条. */
export const exportReasonLabels = {
  request: '本人申请查阅、复制',
  transfer: '本人申请转移',
  check: '单位内部核查',
} as const
/** One of the keys of `exportReasonLabels`. */
export type ExportReason = keyof typeof exportReasonLabels

/** Whether numbers and addresses are hidden in part: all but what the person asks for themself. */
export const exportIsMasked = (reason: ExportReason): boolean => reason === 'check'

/** Why somebody's data is erased. Source: 个人信息保护法 第四十七条. */
export const erasureGroundLabels = {
  consent: '本人撤回同意',
  wrong: '登记错误，不属于管理服务对象',
  expired: '处理目的已实现或保存期限已满',
} as const
/** One of the keys of `erasureGroundLabels`. */
export type ErasureGround = keyof typeof erasureGroundLabels

/** What decides whether the law lets somebody's data be erased. */
export interface ErasureCase {
  readonly ground: ErasureGround
  readonly status: 'incoming' | 'managed' | 'left'
  readonly vital: 'living' | 'deceased'
  /** Matters of the person that still ask for work. */
  readonly open: number
}

/**
 * Why the data cannot be erased, in a sentence; undefined when it can. What rests on consent goes at any time; what the
 * office must keep for its duty stays as long as somebody is managed. Source: 个人信息保护法 第十三条, 第四十七条.
 */
export function erasureRefusal({ ground, status, vital, open }: ErasureCase): string | undefined {
  if (ground === 'consent') return undefined
  if (ground === 'wrong' && status === 'managed')
    return '这个人正在管理服务中。登记有错，请先办理退回或更正。'
  if (ground === 'expired' && status !== 'left' && vital === 'living')
    return '这个人仍由我们管理服务，资料是履行职责所必需的，不能删除。'
  if (open > 0) return `还有 ${open} 件事没有办结，办完才能删除。`
  return undefined
}

/** What stands instead of a text that was erased. */
export const erasedText = '（已删除）'
