import { eq, inArray, or, sql } from 'drizzle-orm'
import { maskPhone } from '../../policy/contact.ts'
import { maskIdNumber } from '../../policy/id-number.ts'
import { erasedText } from '../../policy/privacy.ts'
import { intakeSteps, meetingSteps } from '../../policy/retiree.ts'
import { caseRoles, centerRoles } from '../../policy/role.ts'
import { handoverDifferences } from '../ledgers/handover-difference.ts'
import { rowPlace } from '../ledgers/import-compare.ts'
import { personnelFileLoans, personnelFiles } from '../ledgers/personnel-file.ts'
import { maskAddress, retireePlace, retirees, type SealedColumn } from '../ledgers/retiree.ts'
import { retireeChanges, retireeStations } from '../ledgers/retiree-history.ts'
import { importedRetirees, importedRows } from '../ledgers/retiree-import.ts'
import { familyMembers, retireeIntake, retireeMeetings } from '../ledgers/retiree-parts.ts'
import { retireeTokens } from '../ledgers/retiree-token.ts'
import {
  counted,
  labelled,
  type PersonalColumn,
  personal,
  pointer,
  type RawRow,
  value,
} from './field.ts'

const erased = { as: erasedText } as const
const about = '管理服务对象'
const managing = '登记、核对、走访和服务管理对象（办法第七条、第十条）'
const forCase = { basis: 'duty', seen: caseRoles } as const

/** Statistics by age need the year; the day goes. */
const birthYear = { as: (row: RawRow) => `${String(row['bornOn']).slice(0, 4)}-01-01` }

const listed: Readonly<Record<string, PersonalColumn>> = {
  id: pointer('人员编号'),
  name: value('姓名', {
    erase: erased,
    purpose: '按姓名查找、排序和核对重名，所以不加密；系统管理员和审计员看不到',
  }),
  sex: counted('性别'),
  bornOn: counted('出生年月', { erase: birthYear }),
  idNumber: value('身份证号码', { mask: maskIdNumber, purpose: '核实身份，防止重复登记' }),
  idNumberKey: value('身份证号码的索引', { guard: 'blind', internal: true }),
  idLast4: value('身份证后四位', { purpose: '名单核对和绑定聊天账号时核对' }),
  workStartedOn: value('参加工作时间'),
  retiredOn: value('退休时间'),
  residence: value('居住地', { mask: maskAddress, purpose: '划分片区，上门走访' }),
  patch: value('片区'),
  phone: value('联系电话', { mask: maskPhone, purpose: '联系本人' }),
  phoneKey: value('联系电话的索引', { guard: 'blind', internal: true }),
  monthlyPensionFen: value('养老金标准（元）', {
    purpose: '只供参考，不发放',
    words: (fen) => (Number(fen) / 100).toFixed(2),
  }),
  enterpriseId: value('原工作单位', { guard: 'pointer' }),
  personType: counted('人员类型'),
  category: counted('类别'),
  hardship: counted('特困'),
}
const listedPlain = ['stationId', 'importId'] as const

/** Sealed for the row of `retirees` that it is or becomes. */
const inRegister = (column: string, row: RawRow) =>
  // Cast: the only sealed columns are these.
  retireePlace(column as SealedColumn, String(row['id']))

/** 基本信息台账 and what hangs on it. */
export const peopleTables = [
  personal(retirees, {
    title: '管理服务对象基本信息台账',
    about,
    purpose: managing,
    ...forCase,
    keep: 'register',
    of: (person) => eq(retirees.id, person),
    rows: 'keep',
    stays: '这一行作为删除凭证保留：编号、性别、出生年份和类别用于统计，认不出是谁',
    columns: {
      ...listed,
      vital: counted('生存状态'),
      clerkId: value('责任人', { guard: 'pointer' }),
    },
    plain: [...listedPlain, 'status', 'checkResult', 'meeting', 'createdAt'],
  }),
  personal(retireeTokens, {
    title: '姓名查找用的字',
    about,
    purpose: '按姓名的一部分查找',
    ...forCase,
    seen: [],
    keep: 'register',
    of: (person) => eq(retireeTokens.retireeId, person),
    rows: 'remove',
    columns: {
      retireeId: pointer('人员编号'),
      token: value('姓名中相邻的两个字', { internal: true }),
    },
    plain: ['stationId', 'createdAt'],
  }),
  personal(familyMembers, {
    title: '家庭成员及联系人',
    about: '家属和联系人',
    purpose: '紧急时联系，代办时核对（办法第七条（三））',
    ...forCase,
    keep: 'register',
    of: (person) => eq(familyMembers.retireeId, person),
    rows: 'remove',
    columns: {
      id: pointer('家属编号'),
      retireeId: pointer('人员编号'),
      name: value('姓名'),
      relation: value('与本人关系'),
      phone: value('联系电话', { mask: maskPhone }),
      phoneKey: value('联系电话的索引', { guard: 'blind', internal: true }),
    },
    plain: ['part', 'createdAt'],
  }),
  personal(retireeChanges, {
    title: '基本信息变更记录',
    about,
    purpose: '说明资料何时由谁改成什么，可以更正',
    ...forCase,
    keep: 'register',
    of: (person) => eq(retireeChanges.retireeId, person),
    rows: 'keep',
    stays: '哪一天改过哪一项作为处理记录保留，改前改后的内容删除',
    columns: {
      id: pointer('变更编号'),
      retireeId: pointer('人员编号'),
      actorId: pointer('经办人'),
      before: value('原来', { mask: () => '（已隐藏）' }),
      after: value('改为', { mask: () => '（已隐藏）' }),
    },
    plain: ['at', 'actorKind', 'field', 'importId'],
  }),
  personal(retireeStations, {
    title: '管理单位变动',
    about,
    purpose: '分清某一天由哪个单位管理（办法第三条）',
    ...forCase,
    keep: 'ledger',
    of: (person) => eq(retireeStations.retireeId, person),
    rows: 'keep',
    stays: '单位的人数要对得上',
    columns: {
      id: pointer('变动编号'),
      retireeId: pointer('人员编号'),
      stationId: counted('管理单位', { guard: 'pointer' }),
      fromOn: counted('起'),
      toOn: counted('止'),
      reason: value('原因'),
    },
    plain: [],
  }),
  personal(retireeIntake, {
    title: '接收手续',
    about,
    purpose: '企业交人、缴费进站、完善手续（办法第四条）',
    ...forCase,
    keep: 'ledger',
    of: (person) => eq(retireeIntake.retireeId, person),
    rows: 'keep',
    stays: '接收进度的统计要对得上',
    columns: {
      retireeId: pointer('人员编号'),
      step: counted('手续', { words: labelled(intakeSteps) }),
      doneOn: counted('办理日期'),
      staffId: pointer('经办人'),
    },
    plain: [],
  }),
  personal(retireeMeetings, {
    title: '见面签协议',
    about,
    purpose: '逐一见面、签订协议（办法第七条（二））',
    ...forCase,
    keep: 'ledger',
    of: (person) => eq(retireeMeetings.retireeId, person),
    rows: 'keep',
    stays: '见面进度的统计要对得上',
    columns: {
      retireeId: pointer('人员编号'),
      step: counted('办理事项', { words: labelled(meetingSteps) }),
      doneOn: counted('办理日期'),
      staffId: pointer('经办人'),
    },
    plain: [],
  }),
  personal(handoverDifferences, {
    title: '名单核对不符登记',
    about,
    purpose: '核对企业名单（办法第七条（一））',
    ...forCase,
    keep: 'ledger',
    of: (person) => eq(handoverDifferences.retireeId, person),
    rows: 'keep',
    stays: '核对不符的件数要对得上，内容删除',
    columns: {
      id: pointer('核对编号'),
      retireeId: pointer('人员编号'),
      retireeName: value('姓名', { erase: erased }),
      kind: counted('不符情况'),
      note: value('说明'),
      answer: value('处理说明'),
      reporterId: pointer('核对人'),
      settlerId: pointer('处理人'),
    },
    plain: ['stationId', 'status', 'settlement', 'reportedAt', 'settledAt'],
  }),
  personal(personnelFiles, {
    title: '人事档案存放登记',
    about,
    purpose: '说明人事档案在哪里（办法第八条）',
    ...forCase,
    keep: 'ledger',
    of: (person) => eq(personnelFiles.retireeId, person),
    rows: 'keep',
    stays: '纸质档案还在，按档案号查找；姓名删除',
    columns: {
      id: pointer('档案编号'),
      retireeId: pointer('人员编号'),
      retireeName: value('姓名', { erase: erased }),
      place: counted('存放地点'),
      shelf: counted('柜盒位置'),
      fileNo: counted('档案号'),
      borrower: counted('借阅人'),
    },
    plain: ['stationId', 'status', 'dueOn', 'createdAt'],
  }),
  personal(personnelFileLoans, {
    title: '档案借阅登记',
    about: '借阅档案的人',
    purpose: '追回借出的档案',
    ...forCase,
    keep: 'proof',
    of: (person) =>
      inArray(
        personnelFileLoans.fileId,
        sql`(select ${personnelFiles.id} from ${personnelFiles} where ${personnelFiles.retireeId} = ${person})`,
      ),
    rows: 'keep',
    stays: '谁借过档案是处理记录',
    columns: {
      id: pointer('借阅编号'),
      fileId: pointer('档案编号'),
      borrower: counted('借阅人'),
      purpose: counted('用途'),
      lentBy: pointer('经办人'),
    },
    plain: ['borrowedOn', 'dueOn', 'returnedOn'],
  }),
  personal(importedRetirees, {
    title: '待确认的接收名册',
    about,
    purpose: '企业名单在确认前的暂存（办法第七条）',
    ...forCase,
    seen: centerRoles,
    keep: 'staging',
    of: (person) =>
      or(
        eq(importedRetirees.id, person),
        sql`${importedRetirees.idNumberKey} in (select ${retirees.idNumberKey} from ${retirees} where ${retirees.id} = ${person})`,
      ) ?? sql`1 = 0`,
    rows: 'remove',
    place: inRegister,
    columns: listed,
    plain: [...listedPlain, 'rowNo'],
  }),
  personal(importedRows, {
    title: '接收名册中有疑问的行',
    about,
    purpose: '指出名单里哪一格有错（办法第七条）',
    ...forCase,
    seen: centerRoles,
    keep: 'staging',
    of: (person) => eq(importedRows.retireeId, person),
    rows: 'keep',
    stays: '名单的行数要对得上，内容删除',
    key: ['importId', 'rowNo'],
    place: (_, row) => rowPlace(String(row['importId']), Number(row['rowNo'])),
    columns: {
      retireeId: pointer('人员编号'),
      name: value('姓名', { erase: erased }),
      remarks: value('单元格的问题'),
      changes: value('名单要改的内容', { mask: () => '（已隐藏）' }),
    },
    plain: ['importId', 'rowNo', 'outcome', 'decision'],
  }),
]
