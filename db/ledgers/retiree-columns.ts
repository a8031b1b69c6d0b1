import type {
  CareStatus,
  Category,
  CheckResult,
  Hardship,
  MeetingState,
  PersonType,
  Sex,
  Vital,
} from '../../policy/retiree.ts'
import { day, id, instant, int, sealed, text } from '../columns.ts'

/** What a list tells of a person: in the register, and in an import that waits for confirmation. Source: 办法 第七条（三）. */
export const listedColumns = () => ({
  id: id().notNull(),
  name: text().notNull(),
  sex: text().notNull().$type<Sex>(),
  bornOn: day().notNull(),
  idNumber: sealed(),
  /** Blind index of the ID number. */
  idNumberKey: text(),
  idLast4: text(),
  workStartedOn: day(),
  retiredOn: day(),
  residence: sealed(),
  /** 片区: the part of the station's area somebody lives in. */
  patch: text().notNull().default(''),
  phone: sealed(),
  /** Blind index of the telephone number. */
  phoneKey: text(),
  /** 养老金标准, for reference: pensions are paid elsewhere. */
  monthlyPensionFen: int(),
  enterpriseId: id(),
  personType: text().notNull().default('county_firm').$type<PersonType>(),
  category: text().notNull().default('retiree').$type<Category>(),
  hardship: text().notNull().default('no').$type<Hardship>(),
  /** 管理单位: 县退管中心 for whoever stays with it. */
  stationId: id().notNull(),
  /** The import that brought somebody. */
  importId: id(),
})

/** What is kept of a person in the register. */
export const retireeColumns = () => ({
  ...listedColumns(),
  id: id().primaryKey(),
  vital: text().notNull().default('living').$type<Vital>(),
  /** 责任人 at the station. */
  clerkId: id(),
  status: text().notNull().default('incoming').$type<CareStatus>(),
  checkResult: text().notNull().default('unchecked').$type<CheckResult>(),
  meeting: text().notNull().default('unmet').$type<MeetingState>(),
  createdAt: instant().notNull(),
})
