import { sql } from 'drizzle-orm'
import {
  type PetitionKind,
  type PetitionSource,
  petitionKindLabels,
  petitionKinds,
  petitionSourceLabels,
  petitionSources,
} from '../../policy/petition.ts'
import { caseRoles } from '../../policy/role.ts'
import {
  check,
  id,
  index,
  instant,
  int,
  oneOf,
  primaryKey,
  sealed,
  table,
  text,
  unique,
} from '../columns.ts'
import { ledger } from '../ledger.ts'
import { channelAccounts } from '../messaging/channel-account.ts'
import { retirees } from './retiree.ts'
import { staff } from './staff.ts'
import { stations } from './station.ts'

/** 已登记, 已受理（交办）, 已答复, 已办结. */
export const petitionStatuses = ['registered', 'accepted', 'answered', 'closed'] as const
/** One of `petitionStatuses`. */
export type PetitionStatus = (typeof petitionStatuses)[number]

/** States in which a petition still asks for work. */
export const openPetitionStatuses: readonly PetitionStatus[] = ['registered', 'accepted']

/** What staff and retirees read for each status. */
export const petitionStatusLabels: Readonly<Record<PetitionStatus, string>> = {
  registered: '已登记',
  accepted: '办理中',
  answered: '已答复',
  closed: '已办结',
}

/** What the person thinks of the answer; apart from `closed`, which staff decide. */
export const satisfactions = ['satisfied', 'unsatisfied'] as const
/** One of `satisfactions`. */
export type Satisfaction = (typeof satisfactions)[number]

/** 来信来访登记台账: each letter, call, walk-in or message, and its answer. Source: 办法 第十条（三）2. */
export const petitions = table(
  'petitions',
  {
    id: id().primaryKey(),
    serialNo: text().notNull(),
    stationId: id()
      .notNull()
      .references(() => stations.id),
    kind: text().notNull().$type<PetitionKind>(),
    source: text().notNull().$type<PetitionSource>(),
    status: text().notNull().$type<PetitionStatus>(),
    name: text().notNull(),
    phone: sealed(),
    community: text().notNull(),
    content: sealed().notNull(),
    retireeId: id().references(() => retirees.id),
    /** The chat account that hears of the answer. */
    accountId: id().references(() => channelAccounts.id),
    receivedAt: instant().notNull(),
    /** The person is told by then whether it is taken up. Source: 信访工作条例. */
    tellDueAt: instant().notNull(),
    acceptedAt: instant(),
    /** The clock that runs now: `tellDueAt` until acceptance, then settlement. */
    dueAt: instant().notNull(),
    extensionAskedAt: instant(),
    /** The one extension, approved by the center. */
    extendedAt: instant(),
    handlerId: id().references(() => staff.id),
    answer: sealed(),
    answeredAt: instant(),
    satisfaction: text().$type<Satisfaction>(),
    closedAt: instant(),
    reopened: int().notNull(),
  },
  (t) => [
    unique('petitions_serial').on(t.serialNo),
    check('petitions_kind', oneOf(t.kind, petitionKinds)),
    check('petitions_source', oneOf(t.source, petitionSources)),
    check('petitions_status', oneOf(t.status, petitionStatuses)),
    check(
      'petitions_satisfaction',
      sql`${t.satisfaction} is null or ${oneOf(t.satisfaction, satisfactions)}`,
    ),
    check('petitions_answer_has_time', sql`(${t.answer} is null) = (${t.answeredAt} is null)`),
    check(
      'petitions_answered',
      sql`${t.status} not in ('answered', 'closed') or ${t.answer} is not null`,
    ),
    index('petitions_by_station').on(t.stationId, t.receivedAt, t.id),
    index('petitions_by_time').on(t.receivedAt, t.id),
    index('petitions_by_due').on(t.status, t.dueAt),
    index('petitions_by_retiree')
      .on(t.retireeId, t.receivedAt)
      .where(sql`${t.retireeId} is not null`),
    index('petitions_by_account')
      .on(t.accountId, t.receivedAt)
      .where(sql`${t.accountId} is not null`),
  ],
)

/** A row of `petitions`. */
export type Petition = typeof petitions.$inferSelect

/** Last number given per station and China year. */
export const petitionNumbers = table(
  'petition_numbers',
  { stationId: id().notNull(), year: int().notNull(), last: int().notNull() },
  (t) => [primaryKey({ columns: [t.stationId, t.year] })],
)

/** Sealed columns and their places in the vault. */
export const petitionPlace = (column: 'phone' | 'content' | 'answer', rowId: string) =>
  `petitions.${column}:${rowId}`

/** What staff see of it: drives the API's list, the page's table and form, the export and the print. */
export const petitionLedger = ledger(petitions, {
  name: 'petitions',
  title: '来信来访登记台账',
  tableName: 'petitions',
  readers: caseRoles,
  station: petitions.stationId,
  orderBy: petitions.receivedAt,
  status: petitions.status,
  due: { column: petitions.dueAt, open: openPetitionStatuses },
  search: [petitions.serialNo, petitions.name, petitions.community],
  fields: {
    serialNo: { label: '编号', width: 14 },
    receivedAt: { label: '登记时间', kind: 'instant', width: 17 },
    source: { label: '来源', kind: 'choice', choices: petitionSourceLabels, width: 8 },
    kind: { label: '类别', kind: 'choice', choices: petitionKindLabels, width: 10 },
    name: { label: '姓名', personal: true, width: 10 },
    phone: { label: '联系电话', kind: 'sealed', personal: true, width: 14, detailOnly: true },
    community: { label: '所在社区（乡镇）', width: 16 },
    content: { label: '反映内容', kind: 'sealed', personal: true, width: 50 },
    stationId: { label: '承办单位', names: 'stations', width: 18 },
    handlerId: { label: '经办人', names: 'staff', width: 10 },
    status: { label: '办理状态', kind: 'choice', choices: petitionStatusLabels, width: 10 },
    acceptedAt: { label: '受理时间', kind: 'instant', width: 17 },
    dueAt: { label: '办理期限', kind: 'instant', width: 17 },
    extensionAskedAt: {
      label: '申请延期时间',
      kind: 'instant',
      width: 17,
      detailOnly: true,
    },
    extendedAt: { label: '批准延期时间', kind: 'instant', width: 17, detailOnly: true },
    answer: { label: '答复', kind: 'sealed', personal: true, width: 50 },
    answeredAt: { label: '答复时间', kind: 'instant', width: 17 },
    satisfaction: {
      label: '满意度',
      kind: 'choice',
      choices: { satisfied: '满意', unsatisfied: '不满意' },
      width: 8,
    },
    closedAt: { label: '办结时间', kind: 'instant', width: 17 },
    reopened: { label: '重办次数', kind: 'int', width: 8, detailOnly: true },
  },
})
