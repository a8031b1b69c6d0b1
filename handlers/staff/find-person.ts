import { listLedger } from '../../db/ledger-query.ts'
import { type Retiree, retireeById, retireeLedger } from '../../db/ledgers/retiree.ts'
import type { Option } from '../../db/messaging/message.ts'
import { written } from '../say.ts'
import { caseWorker, personLine, shortLine } from '../say-person.ts'
import type { Context, Handler, Reply } from '../types.ts'
import { checkOptions } from './check-list.ts'

/** As many as fit a screen and the digits of a menu. */
const shownPeople = 5

/** People of the member's own scope by a part of the name, telephone or last four; one more than are shown when there are. */
export async function peopleNamed(q: string, context: Context): Promise<Retiree[]> {
  const { tx, actor } = context
  const staff = caseWorker(context)
  if (staff === undefined) return []
  const page = { q, limit: shownPeople + 1 }
  const { items } = await listLedger(tx, retireeLedger, actor.scope, staff, page)
  return Promise.all(items.map(({ id }) => retireeById(tx, actor.scope, id)))
}

/** People to choose from by a digit; `act` is what choosing one sends before the person's id. */
export function choiceOf(people: readonly Retiree[], act: string, context: Context): Reply {
  const shown = people.slice(0, shownPeople)
  const options = shown.map(
    (row): Option => ({ id: `${act}:${row.id}`, label: shortLine(row, context.now) }),
  )
  const more = people.length > shown.length ? '人太多，只列了五位，请把姓名写全。' : ''
  return {
    text: `找到 ${shown.length} 人${more === '' ? '' : '以上'}，回数字选一位。${more}`,
    options,
  }
}

function whole(row: Retiree, { tx, now }: Context): Reply {
  const phone = { id: `phone:${row.id}`, label: '记电话' }
  const checks = row.checkResult === 'unchecked' ? checkOptions(row.id) : []
  return { text: personLine(tx, row, now), options: [...checks, phone] }
}

/** 找 张桂英: people of my own station by a part of the name, telephone or last four, masked. */
export const findPerson: Handler = async (message, context) => {
  if (caseWorker(context) === undefined) return undefined
  const text = written(message)
  const [, retireeId] = /^person:([0-9A-Z]{26})$/.exec(text) ?? []
  if (retireeId !== undefined)
    return whole(await retireeById(context.tx, context.actor.scope, retireeId), context)
  const [, q = ''] = /^(?:找人?|查人)\s*[:：，,]?\s*(.+)$/s.exec(text) ?? []
  if (q === '') return undefined
  const people = await peopleNamed(q, context)
  const [only] = people
  if (only === undefined)
    return { text: '本单位没有找到这个人。可以打姓名中的两个字、电话或身份证后四位。' }
  return people.length === 1 ? whole(only, context) : choiceOf(people, 'person', context)
}
