import { sql } from 'drizzle-orm'
import { type DifferenceKind, differenceLabels } from '../../policy/retiree.ts'
import { caseRoles } from '../../policy/role.ts'
import { check, id, index, instant, oneOf, sealed, table, text, uniqueIndex } from '../columns.ts'
import { ledger } from '../ledger.ts'
import { retirees } from './retiree.ts'
import { staff } from './staff.ts'
import { stations } from './station.ts'

/** Waits for the center, or settled by it. */
export const differenceStatusLabels = { open: '待处理', settled: '已处理' } as const

/** How the center settled a difference. */
export const settlementLabels = {
  corrected: '资料已更正',
  transferred: '已转其他单位',
  withdrawn: '退回企业，不予接收',
  confirmed: '核实无误，仍由本站管理',
} as const
/** One of the keys of `settlementLabels`. */
export type Settlement = keyof typeof settlementLabels

/** 核对不符: what a station found, for the center to settle. Source: 办法 第七条（一）. */
export const handoverDifferences = table(
  'handover_differences',
  {
    id: id().primaryKey(),
    retireeId: id()
      .notNull()
      .references(() => retirees.id),
    retireeName: text().notNull(),
    /** The station that found it. */
    stationId: id()
      .notNull()
      .references(() => stations.id),
    kind: text().notNull().$type<DifferenceKind>(),
    note: sealed(),
    status: text().notNull().$type<keyof typeof differenceStatusLabels>(),
    settlement: text().$type<Settlement>(),
    answer: sealed(),
    reporterId: id().references(() => staff.id),
    reportedAt: instant().notNull(),
    settlerId: id().references(() => staff.id),
    settledAt: instant(),
  },
  (t) => [
    check('handover_differences_kind', oneOf(t.kind, Object.keys(differenceLabels))),
    check('handover_differences_status', oneOf(t.status, Object.keys(differenceStatusLabels))),
    check(
      'handover_differences_settled',
      sql`(${t.status} = 'settled') = (${t.settledAt} is not null)`,
    ),
    uniqueIndex('handover_differences_open').on(t.retireeId).where(sql`${t.status} = 'open'`),
    index('handover_differences_by_time').on(t.reportedAt, t.id),
    index('handover_differences_by_station').on(t.stationId, t.reportedAt, t.id),
  ],
)

/** A row of `handover_differences`. */
export type HandoverDifference = typeof handoverDifferences.$inferSelect

/** Where the words of a difference belong in the vault. */
export const differencePlace = (column: 'note' | 'answer', rowId: string) =>
  `handover_differences.${column}:${rowId}`

/** 名单核对不符登记. */
export const handoverDifferenceLedger = ledger(handoverDifferences, {
  name: 'handover-differences',
  title: '名单核对不符登记',
  tableName: 'handover_differences',
  readers: caseRoles,
  station: handoverDifferences.stationId,
  orderBy: handoverDifferences.reportedAt,
  status: handoverDifferences.status,
  search: [handoverDifferences.retireeName],
  fields: {
    reportedAt: { label: '提出时间', kind: 'instant', width: 17 },
    retireeName: { label: '姓名', personal: true, width: 10 },
    stationId: { label: '核对单位', names: 'stations', width: 20 },
    kind: { label: '不符情况', kind: 'choice', choices: differenceLabels, width: 10 },
    note: { label: '说明', kind: 'sealed', personal: true, width: 30 },
    reporterId: { label: '核对人', names: 'staff', width: 10 },
    status: { label: '状态', kind: 'choice', choices: differenceStatusLabels, width: 8 },
    settlement: { label: '处理结果', kind: 'choice', choices: settlementLabels, width: 16 },
    answer: { label: '处理说明', kind: 'sealed', personal: true, width: 30 },
    settledAt: { label: '处理时间', kind: 'instant', width: 17 },
  },
})
