import { sql } from 'drizzle-orm'
import { type BindingRole, bindingRoles, type ProxyRight, proxyRights } from '../../policy/proxy.ts'
import { caseRoles } from '../../policy/role.ts'
import { check, id, index, instant, oneOf, table, text, uniqueIndex } from '../columns.ts'
import { type Ledger, ledger } from '../ledger.ts'
import { channelAccounts } from '../messaging/channel-account.ts'
import { retirees } from './retiree.ts'
import { stations } from './station.ts'

/** Waits for proof by staff, waits for consent, holds, is stopped until staff decide, or is over. */
export const bindingStatusLabels = {
  unproven: '待核实身份',
  asked: '待同意',
  active: '有效',
  held: '暂停，待核实',
  ended: '已解除',
} as const
/** One of the keys of `bindingStatusLabels`. */
export type BindingStatus = keyof typeof bindingStatusLabels

/** States in which staff have to decide. */
export const waitingBindings: readonly BindingStatus[] = ['unproven', 'asked', 'held']

/** How it was proved that the account belongs to the person, or to their family. */
export const bindingProofLabels = {
  none: '还没有核实',
  last4: '联系卡和身份证后四位',
  bornOn: '联系卡和出生日期',
  idNumber: '联系卡和身份证号码',
  staff: '工作人员核实',
} as const
/** One of the keys of `bindingProofLabels`. */
export type BindingProof = keyof typeof bindingProofLabels

/** Why a binding is over. */
export const bindingEndLabels = {
  by_account: '账号自己解除',
  by_person: '本人收回',
  by_staff: '工作人员解除',
  refused: '本人或工作站不同意',
  session_over: '登录已失效',
} as const
/** One of the keys of `bindingEndLabels`. */
export type BindingEnd = keyof typeof bindingEndLabels

/** No, or yes: what somebody may do for the person. */
const right = () => text().notNull().$type<'yes' | 'no'>()

/**
 * 账号绑定: which chat account speaks for which person, from when until when. One person may have several accounts, one account
 * several people. Rows are never moved to another account or person: they end, and new ones begin.
 */
export const bindings = table(
  'bindings',
  {
    id: id().primaryKey(),
    /** The chat account; what it is called on its platform stands there. */
    accountId: id()
      .notNull()
      .references(() => channelAccounts.id),
    /** Whom it speaks for. */
    retireeId: id()
      .notNull()
      .references(() => retirees.id),
    /** As in `retirees`: whose staff may see it. */
    stationId: id()
      .notNull()
      .references(() => stations.id),
    role: text().notNull().$type<BindingRole>(),
    /** What the account's owner is to the person; empty for the person themself. */
    relation: text().notNull(),
    status: text().notNull().$type<BindingStatus>(),
    /** What the account may do: all for the person themself, what was agreed to for the family. */
    reminders: right(),
    reports: right(),
    progress: right(),
    amounts: right(),
    proof: text().notNull().$type<BindingProof>(),
    /** `session`: the platform may give the account to somebody else at its next login, so that the binding ends there. */
    idLife: text().notNull().$type<'permanent' | 'session'>(),
    /** Version of the words that were agreed to, and when. Source: 个人信息保护法 第十四条. */
    consentVersion: text().notNull(),
    consentAt: instant().notNull(),
    since: instant().notNull(),
    /** Who made it: a person (chat account), staff or the service. */
    madeByKind: text().notNull(),
    madeById: text().notNull(),
    /** Who agreed to what the family may do, and when; empty for the person themself. */
    grantedByKind: text(),
    grantedById: text(),
    grantedAt: instant(),
    until: instant(),
    endedByKind: text(),
    endedById: text(),
    endReason: text().$type<BindingEnd>(),
  },
  (t) => [
    check('bindings_role', oneOf(t.role, Object.keys(bindingRoles))),
    check('bindings_status', oneOf(t.status, Object.keys(bindingStatusLabels))),
    check('bindings_proof', oneOf(t.proof, Object.keys(bindingProofLabels))),
    check('bindings_end', oneOf(t.endReason, Object.keys(bindingEndLabels))),
    check('bindings_ended', sql`(${t.status} = 'ended') = (${t.until} is not null)`),
    check('bindings_why', sql`(${t.status} = 'ended') = (${t.endReason} is not null)`),
    check('bindings_relation', sql`(${t.role} = 'self') = (${t.relation} = '')`),
    check('bindings_proved', sql`${t.status} <> 'active' or ${t.proof} <> 'none'`),
    check('bindings_consent', sql`${t.consentVersion} <> ''`),
    check(
      'bindings_granted',
      sql`${t.role} = 'self' or ${t.status} <> 'active' or ${t.grantedAt} is not null`,
    ),
    uniqueIndex('bindings_current').on(t.accountId, t.retireeId).where(sql`${t.status} <> 'ended'`),
    index('bindings_by_account').on(t.accountId, t.status),
    index('bindings_by_retiree').on(t.retireeId, t.status),
    index('bindings_by_time').on(t.since, t.id),
    index('bindings_by_station').on(t.stationId, t.since, t.id),
  ],
)

/** A row of `bindings`. */
export type Binding = typeof bindings.$inferSelect

const rightField = (key: ProxyRight) => ({
  label: proxyRights[key],
  kind: 'choice' as const,
  choices: { yes: '可以', no: '不可以' },
  width: 10,
})

const described = {
  tableName: 'bindings',
  readers: caseRoles,
  station: bindings.stationId,
  orderBy: bindings.since,
  status: bindings.status,
  fields: {
    since: { label: '绑定时间', kind: 'instant', width: 17 },
    retireeId: { label: '姓名', names: 'retirees', personal: true, width: 10 },
    role: { label: '谁的账号', kind: 'choice', choices: bindingRoles, width: 8 },
    relation: { label: '与本人关系', width: 10 },
    accountId: { label: '渠道', names: 'accounts', width: 10 },
    stationId: { label: '管理单位', names: 'stations', width: 20 },
    status: { label: '状态', kind: 'choice', choices: bindingStatusLabels, width: 12 },
    reminders: rightField('reminders'),
    reports: rightField('reports'),
    progress: rightField('progress'),
    amounts: rightField('amounts'),
    proof: { label: '核实方式', kind: 'choice', choices: bindingProofLabels, width: 20 },
    consentVersion: { label: '同意书版本', width: 10, detailOnly: true },
    consentAt: { label: '同意时间', kind: 'instant', width: 17, detailOnly: true },
    grantedAt: { label: '同意代办时间', kind: 'instant', width: 17, detailOnly: true },
    until: { label: '解除时间', kind: 'instant', width: 17 },
    endReason: { label: '解除原因', kind: 'choice', choices: bindingEndLabels, width: 16 },
  },
} satisfies Omit<Ledger, 'table' | 'name' | 'title'>

/** 聊天账号绑定登记: every binding with its history. */
export const bindingLedger = ledger(bindings, {
  ...described,
  name: 'bindings',
  title: '聊天账号绑定登记',
})

/** 绑定待办: what waits for a decision of staff. */
export const bindingRequestLedger = ledger(bindings, {
  ...described,
  name: 'binding-requests',
  title: '账号绑定待办',
  onlyStatus: waitingBindings,
})
