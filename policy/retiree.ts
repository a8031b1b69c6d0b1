/** 适用范围: whose pensioner somebody is. Source: 办法 第二条. */
export const personTypes = ['county_firm', 'self_employed', 'freelancer'] as const
/** One of `personTypes`. */
export type PersonType = (typeof personTypes)[number]

/** What staff read for each type. */
export const personTypeLabels: Readonly<Record<PersonType, string>> = {
  county_firm: '县属企业退休',
  self_employed: '个体工商户',
  freelancer: '自由职业',
}

/** 管理服务对象的类别. Source: 办法 第九条. */
export const categories = [
  'retiree',
  'early_retiree',
  'dependent_survivor',
  'policy_redressee',
] as const
/** One of `categories`. */
export type Category = (typeof categories)[number]

/** What staff read for each category. */
export const categoryLabels: Readonly<Record<Category, string>> = {
  retiree: '企业退休人员',
  early_retiree: '内部退养人员',
  dependent_survivor: '供养遗属',
  policy_redressee: '落实政策人员',
}

/** Whether people of a category stay with 县退管中心; stations neither see nor edit them. Source: 办法 第九条. */
export const staysWithCenter = (category: Category): boolean => category !== 'retiree'

/** 性别. */
export const sexLabels = { male: '男', female: '女' } as const
/** `male` or `female`. */
export type Sex = keyof typeof sexLabels

/** 在管状态: being taken over, in care, moved away. Source: 办法 第四条. */
export const careStatusLabels = { incoming: '接收中', managed: '在管', left: '已转出' } as const
/** One of the keys of `careStatusLabels`. */
export type CareStatus = keyof typeof careStatusLabels

/** 生存状态. */
export const vitalLabels = { living: '健在', deceased: '已故' } as const
/** `living` or `deceased`. */
export type Vital = keyof typeof vitalLabels

/** 特困. */
export const hardshipLabels = { no: '否', yes: '特困' } as const
/** Whether somebody is 特困. */
export type Hardship = keyof typeof hardshipLabels

/** 核对名单: what the station found of a person on its list. Source: 办法 第七条（一）. */
export const checkLabels = { unchecked: '未核对', matches: '相符', differs: '不符' } as const
/** One of the keys of `checkLabels`. */
export type CheckResult = keyof typeof checkLabels

/** Why a person on the list is 不符. Source: 办法 第七条（一）. */
export const differenceLabels = {
  dead: '死亡',
  moved: '迁出',
  not_found: '查无此人',
  wrong_data: '资料有误',
} as const
/** One of the keys of `differenceLabels`. */
export type DifferenceKind = keyof typeof differenceLabels

/** 逐一见面: none of the checklist done, some of it, all of it. Source: 办法 第七条（二）. */
export const meetingLabels = { unmet: '未见面', begun: '办理中', done: '已办完' } as const
/** One of the keys of `meetingLabels`. */
export type MeetingState = keyof typeof meetingLabels

/** 逐一见面、签订协议: what is done with each person. Source: 办法 第七条（二）. */
export const meetingSteps = {
  met: '已见面',
  agreed: '已签订个人协议',
  explained: '已宣讲政策',
  understood: '本人清楚权利义务',
  contactTold: '已告知联系人和电话',
} as const
/** One of the keys of `meetingSteps`. */
export type MeetingStep = keyof typeof meetingSteps

/** 企业交人、缴费进站、完善手续: somebody is 在管 when all are done. Source: 办法 第四条. */
export const intakeSteps = {
  handed_over: '企业交人',
  paid_in: '缴费进站',
  papers_complete: '完善手续',
} as const
/** One of the keys of `intakeSteps`. */
export type IntakeStep = keyof typeof intakeSteps

/** 高龄: from this age on. 80岁以上 includes 80. Source: 办法 第十二条（四）. */
export const advancedAge = 80

/** 高龄 or not, as staff read it. */
export const advancedAgeLabels = { yes: '高龄', no: '否' } as const

/** Completed years on a China date, both `YYYY-MM-DD`; somebody born on 29 February turns a year older on 1 March. */
export function ageOn(bornOn: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(bornOn.slice(0, 4))
  return day.slice(5) < bornOn.slice(5) ? years - 1 : years
}

/** The last birth date, as text in the order of dates, of whoever has completed these years on a China date; `ageOn` says the same. */
export const lastBirthOf = (years: number, day: string): string =>
  `${String(Number(day.slice(0, 4)) - years).padStart(4, '0')}${day.slice(4)}`
