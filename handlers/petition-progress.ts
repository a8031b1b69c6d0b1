import { petitionsOfAccount, petitionWords } from '../db/ledgers/find-petition.ts'
import { type Petition, petitionStatusLabels } from '../db/ledgers/petition.ts'
import { findStation } from '../db/ledgers/station.ts'
import { countyScope } from '../db/scope.ts'
import { chinaDate, formatDay } from '../policy/calendar.ts'
import { mainMenu, option } from './say.ts'
import type { Context, Handler } from './types.ts'

const asksProgress =
  /(办|处理|弄)(到|得)?(哪|怎么样|好了没|完了没|好没)|进展|什么时候(有)?(答复|结果)/

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

/** 办到哪了: the state of what this person reported, by number or the last three. Others' numbers are not shown. */
export const petitionProgress: Handler = async ({ text }, context) => {
  const serialNo = readSerialNo(text)
  const asks = text === option.progress.id || asksProgress.test(text)
  if (!asks && serialNo === undefined) return undefined
  const mine = await petitionsOfAccount(context.tx, context.account.id, 50)
  const rows =
    serialNo === undefined ? mine.slice(0, 3) : mine.filter((row) => row.serialNo === serialNo)
  if (rows.length === 0) {
    const none =
      serialNo === undefined ? '您还没有在这里登记过事情。' : `没有找到您的编号 ${serialNo}。`
    return { text: `${none}要办什么？`, options: mainMenu }
  }
  const parts = await Promise.all(rows.map((row) => describe(row, context)))
  const [first] = rows
  return { text: parts.join('\n'), next: first === undefined ? {} : { topic: first.serialNo } }
}
