import { centerRoles } from '../../policy/role.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { LedgerError, NotFound } from '../errors.ts'
import { ledger } from '../ledger.ts'
import type { Tx } from '../store.ts'
import { findInboxRow, inbox, settleFailed } from './inbox.ts'
import { channelLabels, type IncomingContent } from './message.ts'

const kindWords: Partial<Record<IncomingContent['kind'], string>> = {
  file: '〔附件〕',
  bind: '〔绑定码〕',
  choice: '〔选项〕',
}

/** What a stored message says, for staff. A one-use code is not shown. */
function wordsOf(plain: string): string {
  // Cast: written by `storeIncoming` from an `IncomingContent`, and sealed since.
  const { kind, text } = JSON.parse(plain) as IncomingContent
  return kind === 'bind' ? '〔绑定码〕' : `${kindWords[kind] ?? ''}${text}`
}

/** 未能处理的来信: messages whose handling failed three times, until staff look after them. */
export const inboxFailureLedger = ledger(inbox, {
  name: 'inbox-failures',
  title: '未能处理的消息',
  tableName: 'inbox',
  readers: [...centerRoles, 'sysadmin'],
  orderBy: inbox.receivedAt,
  status: inbox.status,
  onlyStatus: ['failed'],
  fields: {
    receivedAt: { label: '收到时间', kind: 'instant', width: 17 },
    channel: { label: '渠道', kind: 'choice', choices: channelLabels, width: 10 },
    peerId: { label: '发信账号', personal: true, width: 20 },
    content: { label: '内容', kind: 'sealed', personal: true, width: 50, open: wordsOf },
    attempts: { label: '已试次数', kind: 'int', width: 8 },
    error: { label: '原因代码', width: 24 },
  },
})

/** The message is not on the staff list any more. */
export class NotFailed extends LedgerError {
  readonly code = 'message_not_failed'
  constructor() {
    super('这条消息已经处理过了。')
  }
}

/**
 * 重试 (`new`) or 已人工处理 (`settled`) of a message on the staff list.
 * @throws {NotFound} @throws {NotFailed}
 */
export async function settleInboxFailure(
  tx: Tx,
  rowId: string,
  to: 'settled' | 'new',
  actor: Actor,
  now: number,
): Promise<void> {
  if ((await findInboxRow(tx, rowId)) === undefined) throw new NotFound()
  if (!(await settleFailed(tx, rowId, to, now))) throw new NotFailed()
  const action = to === 'new' ? 'inbox.retry' : 'inbox.settle'
  await audit(tx, actor, action, `inbox:${rowId}`, now)
}
