import { sql } from 'drizzle-orm'
import { caseRoles } from '../../policy/role.ts'
import { check, id, index, instant, oneOf, sealed, table, text, uniqueIndex } from '../columns.ts'
import { ledger } from '../ledger.ts'
import { channelAccounts } from '../messaging/channel-account.ts'
import { retirees } from './retiree.ts'
import { staff } from './staff.ts'
import { stations } from './station.ts'

/** What a bound person asks the station to do with what is kept of them. */
export const personalRequestLabels = {
  correction: '更正资料',
  card: '补发联系卡',
} as const
/** One of the keys of `personalRequestLabels`. */
export type PersonalRequestKind = keyof typeof personalRequestLabels

/** Waits for staff, done, or not possible. */
export const requestStatusLabels = { open: '待办理', done: '已办好', declined: '不能办' } as const

/** 本人申请事项: asked in chat, settled by staff. Source: 个人信息保护法 第四十六条; 办法 第十条（二）. */
export const personalRequests = table(
  'personal_requests',
  {
    id: id().primaryKey(),
    /** Whose matter it is. */
    retireeId: id()
      .notNull()
      .references(() => retirees.id),
    /** As in `retirees`: whose staff settle it. */
    stationId: id()
      .notNull()
      .references(() => stations.id),
    /** The account that asked and hears of the end. */
    accountId: id()
      .notNull()
      .references(() => channelAccounts.id),
    /** What whoever asked is to the person; empty for the person themself. */
    proxy: text().notNull(),
    kind: text().notNull().$type<PersonalRequestKind>(),
    /** What was asked, in their own words. */
    words: sealed(),
    status: text().notNull().$type<keyof typeof requestStatusLabels>(),
    /** What staff told them. */
    answer: sealed(),
    askedAt: instant().notNull(),
    settledAt: instant(),
    settlerId: id().references(() => staff.id),
  },
  (t) => [
    check('personal_requests_kind', oneOf(t.kind, Object.keys(personalRequestLabels))),
    check('personal_requests_status', oneOf(t.status, Object.keys(requestStatusLabels))),
    check('personal_requests_settled', sql`(${t.status} = 'open') = (${t.settledAt} is null)`),
    uniqueIndex('personal_requests_card')
      .on(t.retireeId)
      .where(sql`${t.kind} = 'card' and ${t.status} = 'open'`),
    index('personal_requests_by_time').on(t.askedAt, t.id),
    index('personal_requests_by_station').on(t.stationId, t.askedAt, t.id),
    index('personal_requests_by_retiree').on(t.retireeId, t.askedAt),
  ],
)

/** A row of `personal_requests`. */
export type PersonalRequest = typeof personalRequests.$inferSelect

/** Where the words of a request belong in the vault. */
export const requestPlace = (column: 'words' | 'answer', rowId: string) =>
  `personal_requests.${column}:${rowId}`

/** 本人申请事项登记. */
export const personalRequestLedger = ledger(personalRequests, {
  name: 'personal-requests',
  title: '本人申请事项登记',
  tableName: 'personal_requests',
  readers: caseRoles,
  station: personalRequests.stationId,
  orderBy: personalRequests.askedAt,
  status: personalRequests.status,
  fields: {
    askedAt: { label: '提出时间', kind: 'instant', width: 17 },
    retireeId: { label: '姓名', names: 'retirees', personal: true, width: 10 },
    kind: { label: '事项', kind: 'choice', choices: personalRequestLabels, width: 12 },
    words: { label: '内容', kind: 'sealed', personal: true, width: 40 },
    proxy: { label: '代办家属', width: 10 },
    stationId: { label: '管理单位', names: 'stations', width: 20 },
    status: { label: '状态', kind: 'choice', choices: requestStatusLabels, width: 8 },
    answer: { label: '办理结果', kind: 'sealed', personal: true, width: 30 },
    settlerId: { label: '经办人', names: 'staff', width: 10 },
    settledAt: { label: '办理时间', kind: 'instant', width: 17 },
  },
})
