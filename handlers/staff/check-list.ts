import { checkRetiree, type Finding } from '../../db/ledgers/handover.ts'
import { nextToCheck } from '../../db/ledgers/handover-next.ts'
import { retireeById } from '../../db/ledgers/retiree.ts'
import { centerStation } from '../../db/ledgers/station.ts'
import type { Option } from '../../db/messaging/message.ts'
import { type DifferenceKind, differenceLabels } from '../../policy/retiree.ts'
import { caseWorker, personLine } from '../say-person.ts'
import type { Context, Handler, Reply } from '../types.ts'

/** What a button or digit of the check sends: the act, the person, and for 不符 the reason. */
const chosen = /^check:(matches|differs|next):([0-9A-Z]{26})(?::(\w+))?$/

const isKind = (word: string): word is DifferenceKind => Object.hasOwn(differenceLabels, word)

/** 相符 and 不符 of one person, as options. */
export const checkOptions = (retireeId: string): readonly Option[] => [
  { id: `check:matches:${retireeId}`, label: '相符' },
  { id: `check:differs:${retireeId}`, label: '不符' },
]

/** 相符 or 不符, typed where they were offered, as what the option sends. */
function inWords(text: string, { conversation }: Context): string {
  const act = { 相符: 'check:matches:', 不符: 'check:differs:' }[text]
  return (act && conversation.offered.find((id) => id.startsWith(act))) ?? text
}

const reasons = (retireeId: string): readonly Option[] =>
  Object.entries(differenceLabels).map(([kind, label]) => ({
    id: `check:differs:${retireeId}:${kind}`,
    label,
  }))

/** The next of the member's own list; `before` is what was just done. */
async function showNext(context: Context, before: string, skipped?: string): Promise<Reply> {
  const { tx, staff, actor, now } = context
  const stationId = staff?.stationId ?? (await centerStation(tx)).id
  const after = skipped === undefined ? undefined : await retireeById(tx, actor.scope, skipped)
  const { person, left } = await nextToCheck(tx, stationId, after)
  if (left === 0) return { text: `${before}名单都核对完了。` }
  if (person === undefined)
    return { text: `${before}后面没有了，还有 ${left} 人没核对。回“核对”从头再来。` }
  return {
    text: `${before}还有 ${left} 人没核对。\n${personLine(tx, person, now)}`,
    options: [
      ...checkOptions(person.id),
      { id: `check:next:${person.id}`, label: '先放一放，看下一位' },
    ],
  }
}

async function record(retireeId: string, finding: Finding, context: Context): Promise<Reply> {
  const { name } = await checkRetiree(context.tx, retireeId, finding, context.actor, context.now)
  const said =
    finding.result === 'matches'
      ? '相符'
      : `不符（${differenceLabels[finding.kind]}），已报县退管中心`
  return showNext(context, `${name}：${said}。\n`)
}

/** 核对: the station's list person by person, by digits alone. Source: 办法 第七条（一）. */
export const checkTheList: Handler = async ({ text }, context) => {
  if (caseWorker(context) === undefined) return undefined
  if (/^(核对|核对名单|名单核对)$/.test(text)) return showNext(context, '')
  const [, act, retireeId = '', reason = ''] = chosen.exec(inWords(text, context)) ?? []
  if (act === undefined) return undefined
  if (act === 'next') return showNext(context, '', retireeId)
  if (act === 'matches') return record(retireeId, { result: 'matches' }, context)
  if (isKind(reason))
    return record(retireeId, { result: 'differs', kind: reason, note: '' }, context)
  const { name } = await retireeById(context.tx, context.actor.scope, retireeId)
  return { text: `${name}哪里不符？`, options: reasons(retireeId) }
}
