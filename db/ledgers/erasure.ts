import { sql } from 'drizzle-orm'
import { type ErasureGround, erasureGroundLabels } from '../../policy/privacy.ts'
import {
  check,
  id,
  index,
  instant,
  int,
  oneOf,
  sealed,
  table,
  text,
  uniqueIndex,
} from '../columns.ts'
import { ledger } from '../ledger.ts'
import { retirees } from './retiree.ts'
import { staff } from './staff.ts'
import { stations } from './station.ts'

/** Asked for, refused, approved and under way, done. */
export const erasureStatusLabels = {
  asked: '待批准',
  refused: '不予删除',
  approved: '正在删除',
  done: '已删除',
} as const
/** One of the keys of `erasureStatusLabels`. */
export type ErasureStatus = keyof typeof erasureStatusLabels

/**
 * 个人信息删除登记: who asked for it, who approved it, when and why. The row outlives the data, so that a restored backup can
 * be erased again. Source: 个人信息保护法 第四十七条.
 */
export const erasures = table(
  'erasures',
  {
    id: id().primaryKey(),
    retireeId: id()
      .notNull()
      .references(() => retirees.id),
    stationId: id()
      .notNull()
      .references(() => stations.id),
    ground: text().notNull().$type<ErasureGround>(),
    reason: sealed(),
    status: text().notNull().$type<ErasureStatus>(),
    askedBy: id().references(() => staff.id),
    askedAt: instant().notNull(),
    decidedBy: id().references(() => staff.id),
    decidedAt: instant(),
    doneAt: instant(),
    /** Rows whose personal content went. */
    rowCount: int().notNull().default(0),
  },
  (t) => [
    check('erasures_status', oneOf(t.status, Object.keys(erasureStatusLabels))),
    check('erasures_ground', oneOf(t.ground, Object.keys(erasureGroundLabels))),
    check('erasures_decided', sql`(${t.status} = 'asked') = (${t.decidedAt} is null)`),
    check('erasures_done', sql`(${t.status} = 'done') = (${t.doneAt} is not null)`),
    uniqueIndex('erasures_open')
      .on(t.retireeId)
      .where(oneOf(t.status, ['asked', 'approved'])),
    index('erasures_by_time').on(t.askedAt, t.id),
    index('erasures_by_station').on(t.stationId, t.askedAt, t.id),
    index('erasures_by_status').on(t.status, t.id),
    index('erasures_by_retiree').on(t.retireeId, t.id),
  ],
)

/** A row of `erasures`. */
export type Erasure = typeof erasures.$inferSelect

/** Where the reason of an erasure belongs in the vault. */
export const erasurePlace = (rowId: string) => `erasures.reason:${rowId}`

/** 个人信息删除登记. */
export const erasureLedger = ledger(erasures, {
  name: 'erasures',
  title: '个人信息删除登记',
  tableName: 'erasures',
  readers: ['station_head', 'center_supervisor'],
  station: erasures.stationId,
  orderBy: erasures.askedAt,
  status: erasures.status,
  fields: {
    askedAt: { label: '申请时间', kind: 'instant', width: 17 },
    stationId: { label: '管理单位', names: 'stations', width: 18 },
    ground: { label: '依据', kind: 'choice', choices: erasureGroundLabels, width: 22 },
    reason: { label: '说明', kind: 'sealed', personal: true, width: 30 },
    askedBy: { label: '申请人', names: 'staff', width: 10 },
    status: { label: '状态', kind: 'choice', choices: erasureStatusLabels, width: 10 },
    decidedBy: { label: '批准人', names: 'staff', width: 10 },
    decidedAt: { label: '批准时间', kind: 'instant', width: 17 },
    doneAt: { label: '删除时间', kind: 'instant', width: 17 },
    rowCount: { label: '处理条数', kind: 'int', width: 8 },
    retireeId: { label: '人员编号', width: 28, detailOnly: true },
  },
})
