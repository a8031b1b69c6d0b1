import { eq } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { caseRoles, roles } from '../../policy/role.ts'
import { apiTokens } from '../access/api-token.ts'
import { oneUseCodes } from '../access/one-use-code.ts'
import { sessions } from '../access/session.ts'
import { throttles } from '../access/throttle.ts'
import { auditEntries, auditLinks } from '../audit.ts'
import { leases } from '../lease.ts'
import { contactCardNumbers } from '../ledgers/contact-card.ts'
import { contactCardBatches } from '../ledgers/contact-card-batch.ts'
import { counties } from '../ledgers/county.ts'
import { curatedQuestions } from '../ledgers/curated-question.ts'
import { enterprises } from '../ledgers/enterprise.ts'
import { erasures } from '../ledgers/erasure.ts'
import { personExports } from '../ledgers/person-export.ts'
import { petitionNumbers } from '../ledgers/petition.ts'
import { policyAnswers } from '../ledgers/policy-answer.ts'
import { policyQuestions } from '../ledgers/policy-question.ts'
import { policySourceVersions } from '../ledgers/policy-source.ts'
import { policyWeeks } from '../ledgers/policy-week.ts'
import { retireeImports } from '../ledgers/retiree-import.ts'
import { staff } from '../ledgers/staff.ts'
import { stations } from '../ledgers/station.ts'
import { channelGaps } from '../messaging/channel-gap.ts'
import { jobRuns } from '../messaging/job-run.ts'
import { retentionMarks } from '../messaging/retention-mark.ts'
import { counted, personal, pointer } from './field.ts'

const staffOnly = { about: '工作人员', basis: 'employment', rows: 'keep' } as const
const manage = ['station_head', 'center_supervisor', 'sysadmin'] as const
const readers = ['station_head', 'center_supervisor'] as const

/** Who works with the data, and the records of what they did with it. */
export const officeTables = [
  personal(staff, {
    ...staffOnly,
    title: '工作人员名册',
    purpose: '登录、分派工作、收工作提醒',
    seen: manage,
    keep: 'office',
    columns: {
      id: pointer('工作人员编号'),
      login: counted('登录名'),
      name: counted('姓名', { seen: roles }),
      role: counted('角色'),
      stationId: counted('所在单位', { guard: 'pointer' }),
      passwordHash: counted('口令的摘要', { guard: 'hash', seen: [], internal: true }),
    },
    plain: ['status', 'createdAt'],
  }),
  personal(stations, {
    ...staffOnly,
    title: '工作站',
    purpose: '告诉退休人员找谁、打哪个电话',
    seen: roles,
    keep: 'office',
    columns: {
      contactName: counted('联系人'),
      phone: counted('办公电话', { purpose: '对外公布的办公电话，不加密' }),
      address: counted('办公地址', { purpose: '对外公布的办公地址，不加密' }),
    },
    plain: ['id', 'countyId', 'kind', 'code', 'name', 'shortName', 'position', 'createdAt'],
  }),
  personal(enterprises, {
    ...staffOnly,
    about: '移交企业的经办人',
    title: '移交企业名录',
    basis: 'duty',
    purpose: '与企业核对名单（办法第四条）',
    seen: caseRoles,
    keep: 'office',
    columns: {
      contactName: counted('经办人'),
      phone: counted('办公电话', { purpose: '企业的办公电话，不加密' }),
    },
    plain: ['id', 'name', 'createdAt'],
  }),
  personal(retireeImports, {
    ...staffOnly,
    title: '批量接收记录',
    purpose: '说明名单是谁上传、何时确认的',
    seen: ['center_clerk', 'center_supervisor'],
    keep: 'proof',
    columns: { staffId: pointer('经办人'), fileName: counted('文件名') },
    plain: [
      'id',
      'stationId',
      'fileHash',
      'status',
      'rowCount',
      'newCount',
      'sameCount',
      'askCount',
      'faultCount',
      'updatedCount',
      'mapping',
      'newEnterprises',
      'problem',
      'createdAt',
      'confirmedAt',
      'undoneAt',
    ],
  }),
  personal(sessions, {
    ...staffOnly,
    title: '登录状态',
    purpose: '证明是谁在操作',
    seen: [],
    keep: 'session',
    columns: {
      hash: counted('登录凭证的摘要', { guard: 'hash', internal: true }),
      staffId: pointer('工作人员编号'),
      csrf: counted('防伪造的随机数', { internal: true }),
    },
    plain: ['createdAt', 'seenAt', 'expiresAt'],
  }),
  personal(apiTokens, {
    ...staffOnly,
    title: '接口令牌',
    purpose: '证明是谁的程序在操作',
    seen: [],
    keep: 'token',
    columns: {
      id: pointer('令牌编号'),
      staffId: pointer('工作人员编号'),
      hash: counted('令牌的摘要', { guard: 'hash', internal: true }),
    },
    plain: ['createdAt', 'expiresAt'],
  }),
  personal(oneUseCodes, {
    ...staffOnly,
    title: '一次性码',
    purpose: '首次设置和绑定工作人员的聊天账号',
    seen: [],
    keep: 'token',
    columns: {
      codeKey: counted('码的索引', { guard: 'blind', internal: true }),
      subjectId: pointer('工作人员编号'),
    },
    plain: ['id', 'purpose', 'createdAt', 'expiresAt', 'usedAt'],
  }),
  personal(throttles, {
    ...staffOnly,
    about: '登录或试码的人',
    basis: 'duty',
    title: '防试错的计数',
    purpose: '防止有人反复试口令或码',
    seen: [],
    keep: 'session',
    columns: { key: counted('登录名、地址或聊天账号', { internal: true }) },
    plain: ['failures', 'windowEndsAt'],
  }),
  personal(auditEntries, {
    ...staffOnly,
    title: '操作记录',
    purpose: '查清谁在什么时候看过、改过什么（第五十一条、第五十四条）',
    basis: 'duty',
    seen: ['center_supervisor', 'auditor'],
    keep: 'proof',
    stays: '只有编号和代码，没有个人内容；只增不改',
    columns: {
      id: pointer('记录编号'),
      actorId: pointer('操作者'),
      subject: pointer('对象'),
      detail: counted('说明', { guard: 'pointer', purpose: '只写编号、代码和状态' }),
    },
    plain: ['at', 'actorKind', 'action'],
  }),
  personal(erasures, {
    ...staffOnly,
    about: '申请删除的人',
    title: '个人信息删除登记',
    purpose: '证明依法删除，恢复备份后再删一次（第四十七条）',
    basis: 'duty',
    seen: readers,
    keep: 'proof',
    of: (person) => eq(erasures.retireeId, person),
    stays: '删除凭证：编号、时间、经办人和依据',
    columns: {
      id: pointer('登记编号'),
      retireeId: pointer('人员编号'),
      reason: counted('说明'),
      ground: counted('依据'),
      askedBy: pointer('申请人'),
      decidedBy: pointer('批准人'),
    },
    plain: ['stationId', 'status', 'askedAt', 'decidedAt', 'doneAt', 'rowCount'],
  }),
  personal(personExports, {
    ...staffOnly,
    about: '查阅复制的人',
    title: '个人信息查阅复制登记',
    purpose: '证明谁为什么复制了谁的资料（第四十五条）',
    basis: 'duty',
    seen: readers,
    keep: 'proof',
    of: (person) => eq(personExports.retireeId, person),
    stays: '谁复制过资料是处理记录',
    columns: {
      id: pointer('登记编号'),
      retireeId: pointer('人员编号'),
      staffId: pointer('经办人'),
      reason: counted('事由'),
      createdAt: counted('办理时间'),
    },
    plain: ['stationId', 'masked', 'expiresAt'],
  }),
]

/** Tables without personal data, with every column they have. */
export const plainTables: readonly (readonly [PgTable, readonly string[]])[] = [
  [counties, ['id', 'name', 'centerName', 'seededAt']],
  [petitionNumbers, ['stationId', 'year', 'last']],
  // Names and numbers are taken out of a question before it is kept.
  [
    policyQuestions,
    ['id', 'question', 'reason', 'takenFor', 'times', 'status', 'topic', 'askedAt', 'decidedAt'],
  ],
  // Reviewed by staff, with personal data taken out.
  [
    curatedQuestions,
    [
      'id',
      'question',
      'kind',
      'topic',
      'status',
      'questionId',
      'addedAt',
      'addedBy',
      'withdrawnAt',
      'withdrawnBy',
    ],
  ],
  [policyAnswers, ['id', 'at', 'kind', 'topic']],
  [
    policySourceVersions,
    ['id', 'name', 'version', 'act', 'text', 'questions', 'savedAt', 'savedBy'],
  ],
  [policyWeeks, ['id', 'weekOn', 'kind', 'topic', 'count', 'before']],
  [contactCardNumbers, ['stationId', 'last']],
  [
    contactCardBatches,
    [
      'id',
      'stationId',
      'staffId',
      'status',
      'total',
      'issued',
      'skipped',
      'createdAt',
      'touchedAt',
    ],
  ],
  [channelGaps, ['id', 'channel', 'startedAt', 'endedAt']],
  [jobRuns, ['id', 'job', 'slot', 'status', 'startedAt', 'finishedAt', 'result']],
  [leases, ['name', 'holder', 'expiresAt', 'fence']],
  [auditLinks, ['seq', 'entryId', 'prevHash', 'hash']],
  [retentionMarks, ['rule', 'upTo', 'rowCount', 'ranAt']],
]
