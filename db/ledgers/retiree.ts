import { and, eq } from 'drizzle-orm'
import { addDays } from '../../policy/calendar.ts'
import { maskPhone } from '../../policy/contact.ts'
import { maskIdNumber } from '../../policy/id-number.ts'
import {
  advancedAge,
  advancedAgeLabels,
  ageOn,
  careStatusLabels,
  categories,
  categoryLabels,
  checkLabels,
  hardshipLabels,
  lastBirthOf,
  meetingLabels,
  personTypeLabels,
  personTypes,
  sexLabels,
  vitalLabels,
} from '../../policy/retiree.ts'
import { caseRoles } from '../../policy/role.ts'
import { check, foreignKey, index, oneOf, table, unique } from '../columns.ts'
import { NotFound } from '../errors.ts'
import { ledger } from '../ledger.ts'
import { type Scope, within } from '../scope.ts'
import type { Db } from '../store.ts'
import { enterprises } from './enterprise.ts'
import { retireeColumns } from './retiree-columns.ts'
import { retireeImports } from './retiree-import.ts'
import { retireeWords } from './retiree-token.ts'
import { staff } from './staff.ts'
import { stations } from './station.ts'

const keys = (labels: object) => Object.keys(labels)

/** 管理服务对象基本信息台账. Source: 办法 第七条（三）, 第十条（三）1. */
export const retirees = table('retirees', retireeColumns(), (t) => [
  check('retirees_vital', oneOf(t.vital, keys(vitalLabels))),
  check('retirees_sex', oneOf(t.sex, keys(sexLabels))),
  check('retirees_person_type', oneOf(t.personType, personTypes)),
  check('retirees_category', oneOf(t.category, categories)),
  check('retirees_hardship', oneOf(t.hardship, keys(hardshipLabels))),
  check('retirees_status', oneOf(t.status, keys(careStatusLabels))),
  check('retirees_check_result', oneOf(t.checkResult, keys(checkLabels))),
  check('retirees_meeting', oneOf(t.meeting, keys(meetingLabels))),
  foreignKey({ columns: [t.stationId], foreignColumns: [stations.id] }),
  foreignKey({ columns: [t.clerkId], foreignColumns: [staff.id] }),
  foreignKey({ columns: [t.enterpriseId], foreignColumns: [enterprises.id] }),
  foreignKey({ columns: [t.importId], foreignColumns: [retireeImports.id] }),
  unique('retirees_id_number').on(t.idNumberKey),
  // Target of outbox(retiree_id, must_be): a queued greeting needs a living person.
  unique('retirees_id_vital').on(t.id, t.vital),
  index('retirees_by_time').on(t.createdAt, t.id),
  index('retirees_by_station').on(t.stationId, t.createdAt, t.id),
  index('retirees_by_status').on(t.status, t.createdAt, t.id),
  index('retirees_by_birth').on(t.bornOn, t.name),
  index('retirees_by_last4').on(t.idLast4),
  index('retirees_by_phone').on(t.phoneKey),
  // Of a station: who is still to be met, patch by patch, and how far it is, without a look at the rows.
  index('retirees_by_patch').on(
    t.stationId,
    t.patch,
    t.id,
    t.meeting,
    t.checkResult,
    t.vital,
    t.status,
  ),
])

/** A row of `retirees`. */
export type Retiree = typeof retirees.$inferSelect

/** Sealed columns. */
export type SealedColumn = 'idNumber' | 'phone' | 'residence'
/** Where a sealed value of a person belongs in the vault. */
export const retireePlace = (column: SealedColumn, rowId: string) => `retirees.${column}:${rowId}`

/** How much of an address is shown: the county and the township, not the house. Unit: characters. */
const shownAddress = 6
/** An address hidden in part. */
export const maskAddress = (text: string) => `${[...text].slice(0, shownAddress).join('')}…`

/** 80岁以上 on the day of the look, 80 included. Source: 办法 第十二条（四）. */
const advancedAgeField = {
  label: '高龄',
  kind: 'choice' as const,
  choices: advancedAgeLabels,
  personal: true,
  width: 6,
  computed: {
    from: 'bornOn',
    read: (bornOn: string | number, today: string) =>
      ageOn(String(bornOn), today) >= advancedAge ? 'yes' : 'no',
    span: (choice: string, today: string) => {
      const last = lastBirthOf(advancedAge, today)
      return choice === 'yes' ? { to: last } : { from: addDays(last, 1) }
    },
  },
}

/** What staff see of it: drives the API's list, the page's table and form, the export and the print. */
export const retireeLedger = ledger(retirees, {
  name: 'retirees',
  title: '管理服务对象基本信息台账',
  tableName: 'retirees',
  readers: caseRoles,
  station: retirees.stationId,
  orderBy: retirees.createdAt,
  status: retirees.status,
  narrow: ['advancedAge', 'hardship', 'personType', 'category'],
  lookup: retireeWords(retirees),
  fields: {
    name: { label: '姓名', personal: true, width: 10 },
    sex: { label: '性别', kind: 'choice', choices: sexLabels, width: 6 },
    bornOn: { label: '出生年月', kind: 'day', personal: true, width: 12 },
    age: {
      label: '年龄',
      kind: 'int',
      personal: true,
      width: 6,
      computed: { from: 'bornOn', read: (bornOn, today) => ageOn(String(bornOn), today) },
    },
    advancedAge: advancedAgeField,
    idNumber: {
      label: '身份证号码',
      kind: 'sealed',
      personal: true,
      open: maskIdNumber,
      width: 20,
      unlisted: true,
    },
    idLast4: { label: '身份证后四位', personal: true, width: 10 },
    workStartedOn: { label: '参加工作时间', kind: 'day', width: 12, unlisted: true },
    retiredOn: { label: '退休时间', kind: 'day', width: 12, unlisted: true },
    residence: {
      label: '居住地',
      kind: 'sealed',
      personal: true,
      open: maskAddress,
      width: 20,
      unlisted: true,
    },
    patch: { label: '片区', width: 12 },
    phone: {
      label: '联系电话',
      kind: 'sealed',
      personal: true,
      open: maskPhone,
      width: 14,
      unlisted: true,
    },
    monthlyPensionFen: {
      label: '养老金标准',
      kind: 'fen',
      personal: true,
      width: 12,
      unlisted: true,
    },
    familyId: {
      label: '家属子女情况及联系方式',
      names: 'families',
      personal: true,
      width: 30,
      unlisted: true,
      computed: { from: 'id' },
    },
    enterpriseId: { label: '原工作单位', names: 'enterprises', width: 24 },
    personType: { label: '人员类型', kind: 'choice', choices: personTypeLabels, width: 14 },
    category: { label: '类别', kind: 'choice', choices: categoryLabels, width: 14 },
    hardship: { label: '特困', kind: 'choice', choices: hardshipLabels, width: 6 },
    vital: { label: '生存状态', kind: 'choice', choices: vitalLabels, width: 8 },
    stationId: { label: '管理单位', names: 'stations', width: 20 },
    clerkId: { label: '责任人', names: 'staff', width: 10 },
    status: { label: '在管状态', kind: 'choice', choices: careStatusLabels, width: 8 },
    checkResult: { label: '名单核对', kind: 'choice', choices: checkLabels, width: 8 },
    meeting: { label: '见面签协议', kind: 'choice', choices: meetingLabels, width: 10 },
    createdAt: { label: '登记时间', kind: 'instant', width: 17 },
  },
})

/** One person by id, wherever they belong: for the service itself, never for a reader. */
export async function findRetiree(db: Db, retireeId: string): Promise<Retiree | undefined> {
  const [row] = await db.select().from(retirees).where(eq(retirees.id, retireeId))
  return row
}

/** One person within the scope. @throws {NotFound} */
export async function retireeById(db: Db, scope: Scope, retireeId: string): Promise<Retiree> {
  const [row] = await db
    .select()
    .from(retirees)
    .where(and(eq(retirees.id, retireeId), within(retirees.stationId, scope)))
  if (row === undefined) throw new NotFound('人员')
  return row
}

/** The sealed words of a person; null where there are none. */
export function retireeWordsOf(db: Db, row: Pick<Retiree, 'id' | SealedColumn>) {
  const open = (column: SealedColumn) => {
    const value = row[column]
    return value === null ? null : db.vault.open(retireePlace(column, row.id), value)
  }
  return { idNumber: open('idNumber'), phone: open('phone'), residence: open('residence') }
}
