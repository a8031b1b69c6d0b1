import { may } from '../db/ledgers/find-binding.ts'
import { petitionsAbout, petitionWords } from '../db/ledgers/find-petition.ts'
import { type Petition, petitionStatusLabels } from '../db/ledgers/petition.ts'
import { findStation } from '../db/ledgers/station.ts'
import { heardBy } from '../db/ledgers/who-hears.ts'
import { countyScope } from '../db/scope.ts'
import { chinaDate, formatDay } from '../policy/calendar.ts'
import { askWhom } from './choose-person.ts'
import { menuFor, option } from './say.ts'
import type { Context, Handler } from './types.ts'

const progress = /(办|处理|弄)(到|得)?(哪|怎么样|好了没|完了没|好没)|进展|什么时候(有)?(答复|结果)/

/** Whether words ask how far something is: 办到哪了. */
export const asksProgress = (text: string): boolean => progress.test(text)

const asksMine = /^(看看?|查)?我的?(件|事|事情|申请|来信来访|投诉|问题)[？?。]*$/

/** The first thing in a text that looks like a petition's number. */
const readSerialNo = (text: string): string | undefined =>
  /[A-Z]{2}\d{8,12}/.exec(text.normalize('NFKC').toUpperCase().replaceAll(/[\s-]/g, ''))?.[0]

async function describe(row: Petition, { tx }: Context): Promise<string> {
  const station = await findStation(tx, countyScope, row.stationId)
  const { answer } = petitionWords(tx, row)
  const head = `编号 ${row.serialNo}：${petitionStatusLabels[row.status]}。`
  if (answer !== null) return `${head}\n答复：${answer}`
  return `${head}\n${station?.name ?? ''}最迟${formatDay(chinaDate(row.dueAt))}前告诉您。`
}

/** What this account reported, and what concerns the people whose progress it may see; of one of several, theirs only. */
async function mineOf({ tx, account, people, bound }: Context, all: boolean): Promise<Petition[]> {
  const seen = people.filter((one) => may(one, 'progress')).map(({ person }) => person.id)
  const rows = await heardBy(tx, account.id, await petitionsAbout(tx, account.id, seen, 50))
  if (all || people.length < 2 || bound === undefined) return rows
  return rows.filter(({ retireeId }) => retireeId === bound.person.id)
}

/** 办到哪了, 我的事: the state of one's own matters, by number or the last three. Others' numbers are not shown. */
export const petitionProgress: Handler = async (message, context) => {
  const { text } = message
  const serialNo = readSerialNo(text)
  const asks = text === option.progress.id || asksProgress(text) || asksMine.test(text)
  if (!asks && serialNo === undefined) return undefined
  const unclear = serialNo === undefined ? await askWhom(message, context) : undefined
  if (unclear !== undefined) return unclear
  const mine = await mineOf(context, serialNo !== undefined)
  const rows =
    serialNo === undefined ? mine.slice(0, 3) : mine.filter((row) => row.serialNo === serialNo)
  if (rows.length === 0) {
    const none =
      serialNo === undefined ? '您还没有在这里登记过事情。' : `没有找到您的编号 ${serialNo}。`
    return { text: `${none}要办什么？`, options: menuFor(context) }
  }
  const parts = await Promise.all(rows.map((row) => describe(row, context)))
  const [first] = rows
  return { text: parts.join('\n'), next: first === undefined ? {} : { topic: first.serialNo } }
}
