import { eq } from 'drizzle-orm'
import { erasedText } from '../../policy/privacy.ts'
import { caseRoles } from '../../policy/role.ts'
import { bindings } from '../ledgers/binding.ts'
import { contactCards } from '../ledgers/contact-card.ts'
import { contactCardBatchPeople } from '../ledgers/contact-card-batch.ts'
import { personalRequests } from '../ledgers/personal-request.ts'
import { counted, personal, pointer, value } from './field.ts'

const about = '管理服务对象'
const forCase = { seen: caseRoles, rows: 'keep' } as const

/** 联系卡, and which account speaks for whom. */
export const bindingTables = [
  personal(contactCards, {
    ...forCase,
    title: '联系卡发放登记',
    about,
    purpose: '一人一卡，凭卡找到联系人、绑定聊天账号（办法第十条（二））',
    basis: 'duty',
    keep: 'ledger',
    of: (person) => eq(contactCards.retireeId, person),
    stays: '发卡的张数和卡号要对得上；姓名和卡上的码删除',
    columns: {
      id: pointer('卡的编号'),
      retireeId: pointer('人员编号'),
      retireeName: value('姓名', { erase: { as: erasedText } }),
      serialNo: counted('卡号'),
      code: value('绑定码', { erase: { as: erasedText }, internal: true }),
      codeKey: value('绑定码的索引', {
        guard: 'blind',
        erase: { as: (row) => `erased-${String(row['id'])}` },
        internal: true,
      }),
      issuedAt: counted('发卡时间'),
      issuedBy: pointer('发卡人'),
    },
    plain: ['stationId', 'status', 'printedAt', 'voidedAt', 'voidReason'],
  }),
  personal(contactCardBatchPeople, {
    ...forCase,
    title: '批量发卡的人',
    about,
    purpose: '中断后接着发（办法第十条（二））',
    basis: 'duty',
    keep: 'ledger',
    of: (person) => eq(contactCardBatchPeople.retireeId, person),
    stays: '一批发了多少张要对得上',
    key: ['batchId', 'position'],
    columns: { retireeId: pointer('人员编号'), outcome: counted('是否发卡') },
    plain: ['batchId', 'position'],
  }),
  personal(bindings, {
    ...forCase,
    title: '聊天账号绑定登记',
    about: '本人和代办的家属',
    purpose: '证明聊天账号属于本人或本人同意的家属，以及同意了什么（第十四条）',
    basis: 'consent',
    keep: 'proof',
    of: (person) => eq(bindings.retireeId, person),
    stays: '什么时候同意、什么时候撤回是处理记录；绑定在删除时解除',
    columns: {
      id: pointer('绑定编号'),
      accountId: pointer('账号编号'),
      retireeId: pointer('人员编号'),
      role: counted('谁的账号'),
      relation: counted('与本人关系'),
      reminders: counted('可以收提醒'),
      reports: counted('可以代为反映'),
      progress: counted('可以看进度'),
      amounts: counted('可以看金额'),
      consentVersion: counted('同意书版本'),
      consentAt: counted('同意时间'),
      madeById: pointer('谁绑定的'),
      grantedById: pointer('谁同意代办'),
      endedById: pointer('谁解除的'),
      since: counted('绑定时间'),
      until: counted('解除时间'),
    },
    plain: [
      'stationId',
      'status',
      'proof',
      'idLife',
      'madeByKind',
      'grantedByKind',
      'grantedAt',
      'endedByKind',
      'endReason',
    ],
  }),
  personal(personalRequests, {
    ...forCase,
    title: '本人申请事项登记',
    about: '本人和代办的家属',
    purpose: '办理更正资料、补发联系卡（第四十六条）',
    basis: 'duty',
    keep: 'ledger',
    of: (person) => eq(personalRequests.retireeId, person),
    stays: '申请的件数要对得上；写的话删除',
    columns: {
      id: pointer('申请编号'),
      retireeId: pointer('人员编号'),
      accountId: pointer('账号编号'),
      proxy: value('代办人与本人关系'),
      kind: counted('申请事项'),
      words: value('申请内容'),
      answer: value('答复'),
      settlerId: pointer('办理人'),
      askedAt: counted('申请时间'),
    },
    plain: ['stationId', 'status', 'settledAt'],
  }),
]
