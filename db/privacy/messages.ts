import { eq, or, type SQL, sql } from 'drizzle-orm'
import { maskPhone } from '../../policy/contact.ts'
import { erasedText } from '../../policy/privacy.ts'
import { caseRoles, centerRoles } from '../../policy/role.ts'
import { bindings } from '../ledgers/binding.ts'
import { petitions } from '../ledgers/petition.ts'
import { petitionEventLabels, petitionEvents } from '../ledgers/petition-event.ts'
import { attachments } from '../messaging/attachment.ts'
import { channelAccounts } from '../messaging/channel-account.ts'
import { conversations } from '../messaging/conversation.ts'
import { inbox } from '../messaging/inbox.ts'
import { outbox } from '../messaging/outbox.ts'
import { preparations } from '../messaging/preparation.ts'
import { counted, labelled, personal, pointer, type RawRow, value } from './field.ts'

const erased = { as: erasedText } as const
const about = '发消息的人'
const talking = '回答提问、登记反映的事，并把结果告诉本人'
const masked = { mask: () => '（已隐藏）' }

/** Accounts that speak, or spoke, for this person and for nobody else: what is said in a shared one is not only theirs. */
const only = (person: string) =>
  sql`(${channelAccounts.retireeId} = ${person} or exists (select 1 from ${bindings} where ${bindings.accountId} = ${channelAccounts.id} and ${bindings.retireeId} = ${person})) and not exists (select 1 from ${bindings} where ${bindings.accountId} = ${channelAccounts.id} and ${bindings.retireeId} <> ${person})`
const accountsOf = (person: string) =>
  sql`select ${channelAccounts.id} from ${channelAccounts} where ${only(person)}`
const petitionsOf = (person: string) =>
  sql`select ${petitions.id} from ${petitions} where ${petitions.retireeId} = ${person} or ${petitions.accountId} in (${accountsOf(person)})`
const inboxOf = (person: string): SQL =>
  sql`(${inbox.channel}, ${inbox.account}, ${inbox.peerId}) in (select ${channelAccounts.channel}, ${channelAccounts.account}, ${channelAccounts.peerId} from ${channelAccounts} where ${only(person)})`

/** An id on a platform that nobody has; unique, because two rows of one account may not share one. */
const nobody = { as: (row: RawRow) => `erased-${String(row['id'])}` }
/** An account of somebody who works here goes on serving the work. */
const nobodyUnlessStaff = {
  as: (row: RawRow) => (row['staffId'] === null ? nobody.as(row) : String(row['peerId'])),
}
/** What a message says when its words are gone, in the shape that its readers open. */
const emptied = (more: object) => ({ as: JSON.stringify({ ...more, text: erasedText }) })

/** The words of a message. */
function textIn(plain: string): string {
  // Cast: messages are sealed as JSON with their text.
  return (JSON.parse(plain) as { readonly text: string }).text
}

/** 来信来访, and everything said in chats. Accounts stand first: what hangs on them is found by them. */
export const messageTables = [
  personal(channelAccounts, {
    title: '聊天账号',
    about,
    purpose: '分清是谁在说话，把答复送回去',
    basis: 'consent',
    seen: caseRoles,
    keep: 'account',
    of: only,
    rows: 'keep',
    stays: '发过多少消息的统计要对得上；账号名删除，绑定解除',
    columns: {
      id: pointer('账号编号'),
      peerId: value('平台上的账号', { erase: nobodyUnlessStaff }),
      staffId: pointer('绑定的工作人员'),
      retireeId: value('绑定的人员', { guard: 'pointer', internal: true }),
      wants: counted('是否退订', { words: labelled({ all: '没有退订', out: '已退订' }) }),
      seenAt: counted('最后一次说话'),
    },
    plain: ['channel', 'account', 'idLife', 'createdAt'],
  }),
  personal(petitions, {
    title: '来信来访登记台账',
    about: '来信来访的人',
    purpose: '办理和答复来信来访（办法第十条（三）2）',
    basis: 'duty',
    seen: caseRoles,
    keep: 'ledger',
    of: (person) => sql`${petitions.id} in (${petitionsOf(person)})`,
    rows: 'keep',
    stays: '来信来访的件数、期限和满意度要对得上；姓名、电话和内容删除',
    columns: {
      id: pointer('件的编号'),
      serialNo: counted('编号'),
      name: value('姓名', { erase: erased, purpose: '按姓名查找，所以不加密' }),
      phone: value('联系电话', { mask: maskPhone }),
      community: value('所在社区（乡镇）'),
      content: value('反映内容', { erase: erased }),
      answer: value('答复', { erase: erased }),
      retireeId: pointer('人员编号'),
      accountId: pointer('账号编号'),
      handlerId: pointer('经办人'),
      kind: counted('类别'),
      receivedAt: counted('登记时间'),
      status: counted('办理状态'),
      satisfaction: counted('满意度'),
    },
    plain: [
      'stationId',
      'source',
      'tellDueAt',
      'acceptedAt',
      'dueAt',
      'extensionAskedAt',
      'extendedAt',
      'answeredAt',
      'closedAt',
      'reopened',
    ],
  }),
  personal(petitionEvents, {
    title: '来信来访办理过程',
    about: '来信来访的人',
    purpose: '说明一件事是怎样办的',
    basis: 'duty',
    seen: caseRoles,
    keep: 'ledger',
    of: (person) => sql`${petitionEvents.petitionId} in (${petitionsOf(person)})`,
    rows: 'keep',
    stays: '办理过程作为处理记录保留，写的话删除',
    columns: {
      id: pointer('过程编号'),
      petitionId: pointer('件的编号'),
      at: counted('时间'),
      type: counted('办理', { words: labelled(petitionEventLabels) }),
      actorId: pointer('经办人'),
      note: value('说明'),
    },
    plain: ['actorKind'],
  }),
  personal(inbox, {
    title: '收到的消息',
    about,
    purpose: talking,
    basis: 'consent',
    seen: [...centerRoles],
    keep: 'message',
    of: inboxOf,
    rows: 'keep',
    stays: '收到多少消息的统计要对得上；内容和账号删除',
    columns: {
      id: pointer('消息编号'),
      externalId: value('平台上的消息编号', { erase: nobody, internal: true }),
      peerId: value('平台上的账号', { erase: nobody, internal: true }),
      content: value('内容', { erase: emptied({ kind: 'text' }), words: textIn }),
      receivedAt: counted('收到时间'),
    },
    plain: [
      'channel',
      'account',
      'idLife',
      'sentAt',
      'status',
      'attempts',
      'dueAt',
      'error',
      'doneAt',
    ],
  }),
  personal(preparations, {
    title: '录音转写和提问分类',
    about,
    purpose: '听清录音说了什么',
    basis: 'consent',
    seen: [],
    keep: 'message',
    of: (person) =>
      sql`${preparations.inboxId} in (select ${inbox.id} from ${inbox} where ${inboxOf(person)})`,
    rows: 'remove',
    place: (column, row) => `preparations.${column}:${String(row['inboxId'])}`,
    columns: {
      inboxId: pointer('消息编号'),
      transcript: value('录音转写的话', masked),
      sortedAs: value('归入的类', { internal: true }),
    },
    plain: ['status', 'attempts', 'giveUpAt', 'transcribedBy', 'createdAt'],
  }),
  personal(attachments, {
    title: '随消息发来的录音、照片和文件',
    about,
    purpose: '作为反映内容的一部分',
    basis: 'consent',
    seen: caseRoles,
    keep: 'file',
    of: (person) =>
      or(
        sql`${attachments.inboxId} in (select ${inbox.id} from ${inbox} where ${inboxOf(person)})`,
        sql`${attachments.petitionId} in (${petitionsOf(person)})`,
      ) ?? sql`1 = 0`,
    consented: (person) =>
      sql`${attachments.petitionId} is null and ${attachments.inboxId} in (select ${inbox.id} from ${inbox} where ${inboxOf(person)})`,
    rows: 'keep',
    stays: '有过几个附件的统计要对得上；文件和来源删除',
    columns: {
      id: pointer('附件编号'),
      inboxId: pointer('消息编号'),
      petitionId: pointer('件的编号'),
      kind: counted('种类', {
        words: labelled({ voice: '录音', image: '照片', document: '文件' }),
      }),
      source: value('向平台取文件的编号', {
        erase: emptied({ ref: '', kind: 'document' }),
        internal: true,
      }),
      fileName: value('存放的文件名', {
        purpose: '文件本身加密存放，文件名是随机的',
        internal: true,
      }),
      sha256: value('内容摘要', { guard: 'hash', internal: true }),
      mediaType: value('格式'),
      bytes: counted('大小（字节）'),
      createdAt: counted('收到时间'),
    },
    plain: ['channel', 'status', 'attempts', 'dueAt'],
  }),
  personal(conversations, {
    title: '没说完的对话',
    about,
    purpose: '重启后接着说，不用从头再来',
    basis: 'consent',
    seen: [],
    keep: 'draft',
    of: (person) => sql`${conversations.accountId} in (${accountsOf(person)})`,
    rows: 'remove',
    place: (column, row) => `conversations.${column}:${String(row['accountId'])}`,
    columns: {
      accountId: pointer('账号编号'),
      draft: value('已经说的内容', masked),
      topic: value('上次说到的事', { internal: true }),
      offered: value('上次给的选项', { internal: true }),
    },
    plain: ['status', 'dialogue', 'asked', 'misses', 'updatedAt', 'remindedAt'],
  }),
  personal(outbox, {
    title: '发出的消息',
    about: '收消息的人',
    purpose: talking,
    basis: 'consent',
    seen: caseRoles,
    keep: 'message',
    of: (person) =>
      or(sql`${outbox.accountId} in (${accountsOf(person)})`, eq(outbox.retireeId, person)) ??
      sql`1 = 0`,
    rows: 'keep',
    stays: '群发的人数和结果要对得上；内容和账号删除',
    columns: {
      id: pointer('消息编号'),
      peerId: value('平台上的账号', { erase: nobody, internal: true }),
      accountId: pointer('账号编号'),
      retireeId: pointer('人员编号'),
      inboxId: pointer('回复的消息'),
      dedupeKey: counted('防重复的键', { guard: 'pointer', internal: true }),
      body: value('内容', { erase: emptied({}), words: textIn }),
      remoteId: value('平台上的消息编号', { internal: true }),
      createdAt: counted('登记时间'),
      status: counted('发送状态'),
    },
    plain: [
      'kind',
      'lane',
      'channel',
      'mustBe',
      'stationId',
      'part',
      'attempts',
      'copies',
      'dueAt',
      'expiresAt',
      'leaseOwner',
      'leaseUntil',
      'error',
      'acceptedAt',
    ],
  }),
]
