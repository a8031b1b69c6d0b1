import { apiRoot } from './api.ts'
import type { Form, Input, Ledger, Row } from './types.ts'

/** A form with where it goes: makes a row, changes one, or does something to one. */
export interface Task extends Form {
  /** Stable name: `create`, `update`, or the verb. */
  readonly name: string
  readonly method: 'POST' | 'PATCH'
  /** Address below `apiRoot`. */
  readonly path: string
  /** What it means for the people concerned, said before it is done. */
  readonly explains?: string
  /** Cannot be taken back, or takes something away. */
  readonly danger?: boolean
  /** What the inputs begin with. */
  readonly row?: Row
  /** Values that nobody is asked for. */
  readonly fixed?: Readonly<Record<string, string>>
}

interface Words {
  readonly explains?: string
  readonly danger?: true
  /** Choices that are not made by hand, by input. */
  readonly without?: Readonly<Record<string, readonly string[]>>
}

/** What the description of a ledger does not say; a task that is not named here works without. */
const words: Readonly<Record<string, Words>> = {
  'petitions.create': {
    explains: '来访、来信、来电在这里登记。登记后会通知承办单位。',
    without: { source: ['chat'] },
  },
  'petitions.accept': { explains: '受理后 60 天内办结。网上留言的，本人会收到受理通知。' },
  'petitions.transfer': { explains: '转给别的单位办理。对方会收到通知。' },
  'petitions.extend': { explains: '只能延期一次，最多 30 天。工作站提出，县退管中心批准。' },
  'petitions.close': { explains: '确认这件事已经办完。' },
  'petitions.reopen': {
    explains: '原来的答复留在办理过程里，期限从今天重新算 60 天。',
    danger: true,
  },
  'retirees.ask-erasure': {
    explains: '由县退管中心另一人批准后，系统自动删除，不能恢复。法律要求保留的会留下。',
    danger: true,
  },
  'erasures.approve': {
    explains: '批准后几分钟内删除姓名、号码、地址、消息和文件，不能恢复。',
    danger: true,
  },
  'erasures.refuse': { explains: '资料保持不变。请把理由告诉申请人。' },
  'staff.create': { explains: '站里的人只看得到本站的记录，必须选工作站；中心的人不用选。' },
  'staff.chat-code': {
    explains: '生成只能用一次的码。本人把它发到聊天里，就能在聊天里办理。',
  },
  'staff.reset': { explains: '原来的密码立即失效。停用的账号重设密码后恢复使用。' },
  'staff.disable': {
    explains: '停用后不能登录，也不再收到提醒。经办过的记录不变。',
    danger: true,
  },
  'outbox.cancel': { explains: '这条消息还没有发出。取消后不再发送。', danger: true },
  'outbox.decide': { explains: '这条消息可能已发出，未能确认。请先问本人收到没有，再选。' },
  'inbox-failures.retry': { explains: '让系统重新处理这条消息。' },
  'inbox-failures.settle': { explains: '表示您看过这条消息，并用别的办法办好了。' },
  'bindings.end': {
    explains: '这个账号从现在起不能替本人办事，也不再收提醒。对方会收到通知。',
    danger: true,
  },
  'bindings.grant': { explains: '要有本人的同意。对方会收到通知。' },
  'binding-requests.accept': { explains: '先核实清楚是谁，再通过。对方会收到通知。' },
  'binding-requests.agree': { explains: '先问过老人本人，再同意。对方会收到通知。' },
  'binding-requests.refuse': { explains: '对方会收到没有通过的通知。', danger: true },
  'personal-requests.settle': { explains: '写的话会发给提出的人。资料要另外在人员页面修改。' },
  'retirees.contact-card': {
    explains: '一人一卡。已经有卡的，发了新卡，原来的卡立即作废。',
  },
  'contact-cards.void': {
    explains: '卡上的绑定码从此无效。已经绑定的账号不受影响。',
    danger: true,
  },
  'contact-cards.reissue': { explains: '发一张新卡，原来的卡立即作废。', danger: true },
  'stations.update': { explains: '退休人员问找谁办时，回答里用的就是这里的地址和电话。' },
}

function offered(input: Input, hidden: readonly string[]): Input {
  if (input.choices === undefined || hidden.length === 0) return input
  const left = Object.entries(input.choices).filter(([value]) => !hidden.includes(value))
  return { ...input, choices: Object.fromEntries(left) }
}

function task(
  ledger: Ledger,
  name: string,
  form: Form,
  where: Pick<Task, 'method' | 'path'>,
): Task {
  const { explains, danger = false, without = {} } = words[`${ledger.name}.${name}`] ?? {}
  const inputs = form.inputs.map((input) => offered(input, without[input.key] ?? []))
  const said = explains === undefined ? {} : { explains }
  return { label: form.label, inputs, name, danger, ...said, ...where }
}

/** How a row is made by hand; undefined where this person may not. */
export function creation(ledger: Ledger): Task | undefined {
  if (ledger.createForm === null) return undefined
  return task(ledger, 'create', ledger.createForm, { method: 'POST', path: `/${ledger.name}` })
}

const mayDo = (row: Row, verb: string): boolean => row.may?.includes(verb) ?? false

/** What this person can do to this row now; `answer` has a box of its own. */
export function tasksOf(ledger: Ledger, row: Row): Task[] {
  const path = `/${ledger.name}/${row.id}`
  const acts = ledger.can.acts
    .filter(({ verb }) => verb !== 'answer' && mayDo(row, verb))
    .map((act) => task(ledger, act.verb, act, { method: 'POST', path: `${path}/${act.verb}` }))
  if (ledger.updateForm === null || !mayDo(row, 'update')) return acts
  const update = task(ledger, 'update', ledger.updateForm, { method: 'PATCH', path })
  return [{ ...update, row }, ...acts]
}

/** Whether this person can answer this petition now. */
export const canAnswer = (row: Row): boolean => mayDo(row, 'answer')

/** Address of a file made from a ledger: export or print. */
export const fileOf = (ledger: string, suffix: string, query: string): string =>
  `${apiRoot}/${ledger}${suffix}${query === '' ? '' : `?${query}`}`
