import { openPetitions, petitionBySerialNo, petitionWords } from '../../db/ledgers/find-petition.ts'
import { petitionStatusLabels } from '../../db/ledgers/petition.ts'
import {
  acceptPetition,
  answerPetition,
  extendPetition,
  transferPetition,
} from '../../db/ledgers/petition-acts.ts'
import { centerStation, findNamedStation } from '../../db/ledgers/station.ts'
import { chinaDate, formatDay } from '../../policy/calendar.ts'
import { petitionKindLabels } from '../../policy/petition.ts'
import { written } from '../say.ts'
import type { Context, Handler, Reply } from '../types.ts'

const command = /^(查看|受理|答复|转办|延期)\s*([A-Za-z]{2}\d{8,12})\s*[:：，,]?\s*(.*)$/s

/** 我的件: open petitions of my station, the next due first. */
export const listMyPetitions: Handler = async ({ text }, { tx, staff, actor }) => {
  if (staff === undefined || !/^(我的件|待办|我的待办|来信来访)$/.test(text)) return undefined
  const rows = await openPetitions(tx, actor.scope, 10)
  if (rows.length === 0) return { text: '现在没有待办的来信来访。' }
  const lines = rows.map(
    ({ serialNo, kind, status, dueAt }) =>
      `${serialNo} ${petitionKindLabels[kind]} ${petitionStatusLabels[status]} 期限${chinaDate(dueAt)}`,
  )
  return { text: `${lines.join('\n')}\n回“查看 编号”看内容，“答复 编号 内容”作答。` }
}

async function transfer(petitionId: string, rest: string, context: Context): Promise<Reply> {
  const { tx, actor, now } = context
  const center = await centerStation(tx)
  const named = await findNamedStation(tx, rest)
  const station = named ?? (rest.includes(center.name) ? center : undefined)
  if (station === undefined) return { text: '请写明转到哪个站，比如：转办 编号 广通。' }
  const to = { stationId: station.id, reason: rest }
  const row = await transferPetition(tx, petitionId, to, actor, now)
  return { text: `编号 ${row.serialNo} 已转${station.name}。` }
}

/** 查看, 受理, 答复, 转办, 延期 by number, each within the member's own scope. */
export const workOnPetition: Handler = async (message, context) => {
  const { tx, staff, actor, now } = context
  if (staff === undefined) return undefined
  const [, verb, serial = '', rest = ''] = command.exec(written(message)) ?? []
  if (verb === undefined) return undefined
  const petition = await petitionBySerialNo(tx, actor.scope, serial.toUpperCase())
  const { id, serialNo } = petition
  if (verb === '受理') {
    const row = await acceptPetition(tx, id, actor, now)
    return { text: `编号 ${serialNo} 已受理，${formatDay(chinaDate(row.dueAt))}前答复。` }
  }
  if (verb === '答复') {
    if (rest.trim() === '') return { text: `请把答复写在编号后面：答复 ${serialNo} 内容。` }
    await answerPetition(tx, id, rest.trim(), actor, now)
    return { text: `编号 ${serialNo} 已答复，会发给反映人。` }
  }
  if (verb === '转办') return transfer(id, rest, context)
  if (verb === '延期') {
    const row = await extendPetition(tx, id, rest, actor, now)
    const done =
      row.extendedAt === null ? '已报县退管中心审批' : `已延到${formatDay(chinaDate(row.dueAt))}`
    return { text: `编号 ${serialNo} ${done}。` }
  }
  const { content } = petitionWords(tx, petition)
  return { text: `编号 ${serialNo}（${petitionStatusLabels[petition.status]}）\n${content}` }
}
