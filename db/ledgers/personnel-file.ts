import { sql } from 'drizzle-orm'
import { caseRoles } from '../../policy/role.ts'
import {
  check,
  day,
  id,
  index,
  instant,
  oneOf,
  table,
  text,
  unique,
  uniqueIndex,
} from '../columns.ts'
import { ledger } from '../ledger.ts'
import { retirees } from './retiree.ts'
import { staff } from './staff.ts'
import { stations } from './station.ts'

/** Where a personnel file is kept. Source: 办法 第八条. */
export const filePlaceLabels = {
  center: '县退管中心',
  archives: '县档案馆',
  employment: '县就业服务机构',
  firm: '原企业',
  unknown: '下落不明',
} as const
/** One of the keys of `filePlaceLabels`. */
export type FilePlace = keyof typeof filePlaceLabels

/** On its shelf, or lent. */
export const fileStatusLabels = { in: '在库', out: '借出' } as const

/** 人事档案存放登记. Source: 办法 第八条. */
export const personnelFiles = table(
  'personnel_files',
  {
    id: id().primaryKey(),
    retireeId: id()
      .notNull()
      .references(() => retirees.id),
    /** As in `retirees`: whose people may see it. */
    stationId: id()
      .notNull()
      .references(() => stations.id),
    retireeName: text().notNull(),
    place: text().notNull().$type<FilePlace>(),
    /** 柜、盒、号. */
    shelf: text().notNull().default(''),
    fileNo: text().notNull().default(''),
    status: text().notNull().$type<keyof typeof fileStatusLabels>(),
    borrower: text().notNull().default(''),
    dueOn: day(),
    createdAt: instant().notNull(),
  },
  (t) => [
    unique('personnel_files_retiree').on(t.retireeId),
    check('personnel_files_place', oneOf(t.place, Object.keys(filePlaceLabels))),
    check('personnel_files_status', oneOf(t.status, Object.keys(fileStatusLabels))),
    check('personnel_files_borrower', sql`(${t.status} = 'out') = (${t.borrower} <> '')`),
    index('personnel_files_by_time').on(t.createdAt, t.id),
    index('personnel_files_by_station').on(t.stationId, t.createdAt, t.id),
  ],
)

/** A row of `personnel_files`. */
export type PersonnelFile = typeof personnelFiles.$inferSelect

/** 档案借阅登记: one open loan a file. */
export const personnelFileLoans = table(
  'personnel_file_loans',
  {
    id: id().primaryKey(),
    fileId: id()
      .notNull()
      .references(() => personnelFiles.id),
    borrower: text().notNull(),
    purpose: text().notNull(),
    borrowedOn: day().notNull(),
    dueOn: day().notNull(),
    returnedOn: day(),
    lentBy: id().references(() => staff.id),
  },
  (t) => [
    uniqueIndex('personnel_file_loans_open').on(t.fileId).where(sql`${t.returnedOn} is null`),
    index('personnel_file_loans_by_file').on(t.fileId, t.id),
  ],
)

/** 人事档案存放登记. */
export const personnelFileLedger = ledger(personnelFiles, {
  name: 'personnel-files',
  title: '人事档案存放登记',
  tableName: 'personnel_files',
  readers: caseRoles,
  station: personnelFiles.stationId,
  orderBy: personnelFiles.createdAt,
  status: personnelFiles.status,
  due: { column: personnelFiles.dueOn, open: ['out'] },
  search: [personnelFiles.retireeName, personnelFiles.fileNo],
  fields: {
    retireeName: { label: '姓名', personal: true, width: 10 },
    place: { label: '存放地点', kind: 'choice', choices: filePlaceLabels, width: 16 },
    shelf: { label: '柜盒位置', width: 16 },
    fileNo: { label: '档案号', width: 12 },
    status: { label: '状态', kind: 'choice', choices: fileStatusLabels, width: 8 },
    borrower: { label: '借阅人', personal: true, width: 12 },
    dueOn: { label: '应还日期', kind: 'day', width: 12 },
    stationId: { label: '管理单位', names: 'stations', width: 20 },
    createdAt: { label: '登记时间', kind: 'instant', width: 17 },
  },
})
