import { centerRoles } from '../../policy/role.ts'
import {
  check,
  id,
  index,
  instant,
  int,
  json,
  oneOf,
  primaryKey,
  sealed,
  table,
  text,
} from '../columns.ts'
import { ledger } from '../ledger.ts'
import { listedColumns } from './retiree-columns.ts'
import { staff } from './staff.ts'
import { stations } from './station.ts'

/** Being read and checked, waiting for confirmation, in the register, undone, given up, or not a list that can be read. */
export const importStatusLabels = {
  reading: '正在读取',
  ready: '待确认',
  confirmed: '已导入',
  undone: '已撤销',
  dropped: '已放弃',
  failed: '未能读取',
} as const
/** One of the keys of `importStatusLabels`. */
export type ImportStatus = keyof typeof importStatusLabels

/** What becomes of a row: it has a fault, is there already, asks for a decision, or is new. */
export const rowOutcomeLabels = {
  fault: '有错',
  same: '名册中已有',
  ask: '需要决定',
  new: '新增',
} as const
/** One of the keys of `rowOutcomeLabels`. */
export type RowOutcome = keyof typeof rowOutcomeLabels

/** 批量接收: one workbook of a firm. Source: 办法 第七条. */
export const retireeImports = table(
  'retiree_imports',
  {
    id: id().primaryKey(),
    /** Who takes the people over: they come to this station unless the row names one. */
    stationId: id()
      .notNull()
      .references(() => stations.id),
    fileName: text().notNull(),
    /** SHA-256 of the file. */
    fileHash: text().notNull(),
    status: text().notNull().$type<ImportStatus>(),
    staffId: id().references(() => staff.id),
    /** Rows read so far, and what became of them. */
    rowCount: int().notNull().default(0),
    newCount: int().notNull().default(0),
    sameCount: int().notNull().default(0),
    askCount: int().notNull().default(0),
    faultCount: int().notNull().default(0),
    updatedCount: int().notNull().default(0),
    /** Chinese heading per field, as it was read or chosen. */
    mapping: json().notNull().$type<Readonly<Record<string, string>>>(),
    /** Firms that the file names and the register does not know yet. */
    newEnterprises: json()
      .notNull()
      .$type<readonly { readonly id: string; readonly name: string }[]>(),
    /** Why it could not be read. */
    problem: text().notNull().default(''),
    createdAt: instant().notNull(),
    confirmedAt: instant(),
    undoneAt: instant(),
  },
  (t) => [
    check('retiree_imports_status', oneOf(t.status, Object.keys(importStatusLabels))),
    index('retiree_imports_by_time').on(t.createdAt, t.id),
    index('retiree_imports_by_station').on(t.stationId, t.createdAt, t.id),
  ],
)

/** A row of `retiree_imports`. */
export type RetireeImport = typeof retireeImports.$inferSelect

/** People of an import who are not in the register yet: sealed for the very row that they become. */
export const importedRetirees = table(
  'imported_retirees',
  { ...listedColumns(), importId: id().notNull(), rowNo: int().notNull() },
  (t) => [primaryKey({ columns: [t.importId, t.rowNo] })],
)

/** A row of `imported_retirees`. */
export type ImportedRetiree = typeof importedRetirees.$inferSelect

/** One thing that is wrong or doubtful: the cell's address in the workbook, and a sentence. */
export interface CellRemark {
  readonly cell: string
  readonly message: string
}

/** 导入的一行: every row of the file that is not simply new. */
export const importedRows = table(
  'imported_rows',
  {
    importId: id()
      .notNull()
      .references(() => retireeImports.id),
    rowNo: int().notNull(),
    outcome: text().notNull().$type<RowOutcome>(),
    name: text().notNull(),
    /** The person of the register that the row is about. */
    retireeId: id(),
    /** What staff decided on a row that asks. */
    decision: text().$type<'keep' | 'take'>(),
    remarks: json().notNull().$type<readonly CellRemark[]>(),
    /** What the row would change: JSON of register fields. */
    changes: sealed(),
  },
  (t) => [
    primaryKey({ columns: [t.importId, t.rowNo] }),
    check('imported_rows_outcome', oneOf(t.outcome, Object.keys(rowOutcomeLabels))),
    index('imported_rows_by_outcome').on(t.importId, t.outcome, t.rowNo),
  ],
)

/** A row of `imported_rows`. */
export type ImportedRow = typeof importedRows.$inferSelect

/** 批量接收记录. */
export const retireeImportLedger = ledger(retireeImports, {
  name: 'retiree-imports',
  title: '批量接收记录',
  tableName: 'retiree_imports',
  readers: centerRoles,
  station: retireeImports.stationId,
  orderBy: retireeImports.createdAt,
  status: retireeImports.status,
  search: [retireeImports.fileName],
  fields: {
    createdAt: { label: '上传时间', kind: 'instant', width: 17 },
    fileName: { label: '文件', width: 30 },
    stationId: { label: '接收单位', names: 'stations', width: 20 },
    staffId: { label: '经办人', names: 'staff', width: 10 },
    status: { label: '状态', kind: 'choice', choices: importStatusLabels, width: 10 },
    rowCount: { label: '行数', kind: 'int', width: 8 },
    newCount: { label: '新增', kind: 'int', width: 8 },
    sameCount: { label: '已有', kind: 'int', width: 8 },
    askCount: { label: '待决定', kind: 'int', width: 8 },
    faultCount: { label: '有错', kind: 'int', width: 8 },
    updatedCount: { label: '更新', kind: 'int', width: 8 },
    problem: { label: '未能读取的原因', width: 30, detailOnly: true },
    confirmedAt: { label: '确认时间', kind: 'instant', width: 17 },
    undoneAt: { label: '撤销时间', kind: 'instant', width: 17 },
  },
})
