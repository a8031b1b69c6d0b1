import { type ExportReason, exportReasonLabels } from '../../policy/privacy.ts'
import { check, id, index, instant, oneOf, table, text } from '../columns.ts'
import { ledger } from '../ledger.ts'
import { retirees } from './retiree.ts'
import { staff } from './staff.ts'
import { stations } from './station.ts'

/** Whether numbers and addresses were hidden in part. */
export const maskedLabels = { yes: '部分隐藏', no: '完整' } as const

/** 个人信息查阅复制登记: who copied whose data out, and why. Source: 个人信息保护法 第四十五条. */
export const personExports = table(
  'person_exports',
  {
    id: id().primaryKey(),
    retireeId: id()
      .notNull()
      .references(() => retirees.id),
    stationId: id()
      .notNull()
      .references(() => stations.id),
    staffId: id()
      .notNull()
      .references(() => staff.id),
    reason: text().notNull().$type<ExportReason>(),
    masked: text().notNull().$type<keyof typeof maskedLabels>(),
    createdAt: instant().notNull(),
    /** Until then whoever asked can fetch the files. */
    expiresAt: instant().notNull(),
  },
  (t) => [
    check('person_exports_reason', oneOf(t.reason, Object.keys(exportReasonLabels))),
    check('person_exports_masked', oneOf(t.masked, Object.keys(maskedLabels))),
    index('person_exports_by_time').on(t.createdAt, t.id),
    index('person_exports_by_station').on(t.stationId, t.createdAt, t.id),
    index('person_exports_by_retiree').on(t.retireeId, t.id),
  ],
)

/** A row of `person_exports`. */
export type PersonExport = typeof personExports.$inferSelect

/** 个人信息查阅复制登记. */
export const personExportLedger = ledger(personExports, {
  name: 'person-exports',
  title: '个人信息查阅复制登记',
  tableName: 'person_exports',
  readers: ['station_head', 'center_supervisor'],
  station: personExports.stationId,
  orderBy: personExports.createdAt,
  fields: {
    createdAt: { label: '办理时间', kind: 'instant', width: 17 },
    stationId: { label: '管理单位', names: 'stations', width: 18 },
    staffId: { label: '经办人', names: 'staff', width: 10 },
    reason: { label: '事由', kind: 'choice', choices: exportReasonLabels, width: 18 },
    masked: { label: '号码地址', kind: 'choice', choices: maskedLabels, width: 10 },
    retireeId: { label: '人员编号', width: 28, detailOnly: true },
  },
})
