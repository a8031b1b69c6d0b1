import { type BoundPerson, cardNoOf, may } from '../db/ledgers/find-binding.ts'
import { makeRequest } from '../db/ledgers/personal-request-acts.ts'
import { findStation, stationContact } from '../db/ledgers/station.ts'
import { countyScope } from '../db/scope.ts'
import { handOver } from './ask-for-staff.ts'
import { option, written } from './say.ts'
import { notAllowed, personal } from './show-mine.ts'
import type { Context, Handler, Message, Reply } from './types.ts'

const asksCard =
  /^(看看?|查)?(我的?|他的|她的|老人的)?(联系卡|卡|卡片|工作站|站|联系人|联系电话|管我的是谁|谁管我)(在哪里?|是哪个|是谁)?[？?。]*$/
const asksNew =
  /(联系)?卡(片)?.{0,6}(丢|掉|不见|找不到|坏|烂|湿|看不清|没有|没得|没发|补|重新办|换)|(丢|掉|没有|没得|没领到|补办?|补发|重办|要一张|办一张|换一张).{0,6}联系卡/

async function cardWords({ person }: BoundPerson, { tx }: Context): Promise<string> {
  const cardNo = await cardNoOf(tx, person.id)
  const station = await findStation(tx, countyScope, person.stationId)
  const lines = [
    cardNo === undefined ? '您还没有联系卡。' : `联系卡号：${cardNo}`,
    `管您的是：${station?.name ?? ''}`,
    station?.contactName ? `联系人：${station.contactName}` : '',
    station?.phone ? `电话：${station.phone}` : '',
    station?.address ? `地址：${station.address}` : '',
  ]
  return lines.filter((line) => line !== '').join('\n')
}

async function askForCard(bound: BoundPerson, context: Context): Promise<Reply> {
  const { tx, actor, now } = context
  const row = await makeRequest(tx, bound, { kind: 'card' }, actor, now)
  const contact = await stationContact(tx, bound.person.stationId)
  const first = row === undefined ? '已经替您说过了，正在办。' : '好的，替您申请补办联系卡了。'
  return {
    text: `${first}\n办好了在这里告诉您，也可以问${contact}。\n丢的卡别人用不了，请放心。`,
    options: [option.menu],
  }
}

/** The card of a person, or a new one where it is lost; whoever is not bound is looked after by staff. */
export async function contactCard(message: Message, context: Context): Promise<Reply> {
  const isNew = message.text === option.newCard.id || asksNew.test(message.text)
  if (context.people.length === 0) {
    const called = await handOver(isNew ? written(message) : '要联系卡', context)
    return { ...called, text: `联系卡由工作站发，一人一张，不要钱。\n${called.text}` }
  }
  const found = await personal(message, context)
  if ('reply' in found) return found.reply
  if (isNew && !may(found.bound, 'reports')) return notAllowed('代办')
  if (isNew) return askForCard(found.bound, context)
  return { text: await cardWords(found.bound, context), options: [option.newCard, option.menu] }
}

/** 我的联系卡: number, station, contact and telephone; 卡丢了 makes an item for the station. Source: 办法 第十条（二）. */
export const showContactCard: Handler = async (message, context) => {
  const { text } = message
  const asks = text === option.card.id || text === option.newCard.id
  if (asks || asksNew.test(text)) return contactCard(message, context)
  return context.people.length > 0 && asksCard.test(text)
    ? contactCard(message, context)
    : undefined
}
