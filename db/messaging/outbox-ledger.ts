import { and, eq } from 'drizzle-orm'
import { caseRoles } from '../../policy/role.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { LedgerError, NotFound } from '../errors.ts'
import { ledger } from '../ledger.ts'
import { within } from '../scope.ts'
import type { Tx } from '../store.ts'
import { channelLabels, type OutgoingContent } from './message.ts'
import { outbox } from './outbox.ts'
import type { OutboxEvent, OutboxKind, OutboxStatus } from './outbox-state.ts'
import { recordEvent } from './record-outbox.ts'

/** What staff read for each state: never 已送达 or 已读, because the platforms do not say so. */
export const outboxStatusLabels: Readonly<Record<OutboxStatus, string>> = {
  queued: '排队中',
  sending: '发送中',
  accepted: '平台已接收',
  retry_wait: '等待重试',
  failed: '发送失败',
  uncertain: '可能已发出未能确认',
  cancelled: '已取消',
  suppressed: '未发送（规则拦下）',
  missed: '已过时',
}

/** What staff read for each kind. */
export const outboxKindLabels: Readonly<Record<OutboxKind, string>> = {
  reply: '回复',
  receipt: '回执',
  answer: '答复',
  alarm: '工作提醒',
  reminder: '办事提醒',
  greeting: '问候',
}

function wordsOf(plain: string): string {
  // Cast: written by `queueMessages` from an `OutgoingContent`, and sealed since.
  const { text, options = [] } = JSON.parse(plain) as OutgoingContent
  return [text, ...options.map(({ label }) => `〔${label}〕`)].join('\n')
}

/** 发出消息: everything said to anybody. Rows without a station are seen by the center only. */
export const outboxLedger = ledger(outbox, {
  name: 'outbox',
  title: '发出消息登记',
  tableName: 'outbox',
  readers: caseRoles,
  station: outbox.stationId,
  orderBy: outbox.createdAt,
  status: outbox.status,
  fields: {
    createdAt: { label: '登记时间', kind: 'instant', width: 17 },
    kind: { label: '类别', kind: 'choice', choices: outboxKindLabels, width: 10 },
    channel: { label: '渠道', kind: 'choice', choices: channelLabels, width: 10 },
    stationId: { label: '所属单位', names: 'stations', width: 18 },
    peerId: { label: '收信账号', personal: true, width: 20 },
    body: { label: '内容', kind: 'sealed', personal: true, width: 50, open: wordsOf },
    status: { label: '状态', kind: 'choice', choices: outboxStatusLabels, width: 18 },
    attempts: { label: '发送次数', kind: 'int', width: 8 },
    copies: { label: '可能送出份数', kind: 'int', width: 10, detailOnly: true },
    dueAt: { label: '计划时间', kind: 'instant', width: 17 },
    expiresAt: { label: '过时时间', kind: 'instant', width: 17, detailOnly: true },
    acceptedAt: { label: '平台接收时间', kind: 'instant', width: 17 },
    error: { label: '原因代码', width: 16 },
  },
})

/** The message is not in a state in which this can be done. */
export class MessageStateError extends LedgerError {
  readonly code = 'message_state'
}

async function act(tx: Tx, rowId: string, event: OutboxEvent, actor: Actor, now: number) {
  const [row] = await tx
    .select({ status: outbox.status })
    .from(outbox)
    .where(and(eq(outbox.id, rowId), within(outbox.stationId, actor.scope)))
  if (row === undefined) throw new NotFound()
  if (!(await recordEvent(tx, rowId, event, now)))
    throw new MessageStateError(`这条消息现在是“${outboxStatusLabels[row.status]}”，不能这样办理。`)
}

/** 取消: a message that still waits is not sent. @throws {NotFound} @throws {MessageStateError} */
export async function cancelMessage(tx: Tx, rowId: string, actor: Actor, now: number) {
  await act(tx, rowId, { type: 'cancel' }, actor, now)
  await audit(tx, actor, 'outbox.cancel', `outbox:${rowId}`, now)
}

/** Staff decide what nobody could confirm: it arrived, send it again, or let it be. @throws {NotFound} @throws {MessageStateError} */
export async function decideMessage(
  tx: Tx,
  rowId: string,
  as: 'arrived' | 'resend' | 'drop',
  actor: Actor,
  now: number,
) {
  await act(tx, rowId, { type: 'decide', as }, actor, now)
  await audit(tx, actor, 'outbox.decide', `outbox:${rowId}`, now, { as })
}
