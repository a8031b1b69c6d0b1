import { petitionsOfAccount } from '../db/ledgers/find-petition.ts'
import type { Petition, Satisfaction } from '../db/ledgers/petition.ts'
import { ratePetition, reopenPetition } from '../db/ledgers/petition-acts.ts'
import { heardBy } from '../db/ledgers/who-hears.ts'
import { countyScope } from '../db/scope.ts'
import { chinaDate, formatDay } from '../policy/calendar.ts'
import type { Context, Handler, Message, Reply } from './types.ts'

interface Rating {
  readonly serialNo: string | undefined
  readonly satisfaction: Satisfaction
}

function readRating({ text }: Message): Rating | undefined {
  const chosen = /^rate:([A-Z]{2}\d+):(satisfied|unsatisfied)$/.exec(text)
  if (chosen !== null) {
    const satisfaction = chosen[2] === 'satisfied' ? 'satisfied' : 'unsatisfied'
    return { serialNo: chosen[1], satisfaction }
  }
  if (/^(很|非常|比较)?满意[。！!]?$/.test(text))
    return { serialNo: undefined, satisfaction: 'satisfied' }
  if (/^(很|非常)?不满意[。！!]?$/.test(text))
    return { serialNo: undefined, satisfaction: 'unsatisfied' }
  return undefined
}

async function rate(row: Petition, satisfaction: Satisfaction, context: Context): Promise<Reply> {
  const { tx, now } = context
  const actor = { ...context.actor, scope: countyScope }
  await ratePetition(tx, row.id, satisfaction, actor, now)
  if (satisfaction === 'satisfied') return { text: '谢谢您！有事随时找我们。' }
  const again = await reopenPetition(tx, row.id, '对答复不满意', actor, now)
  const day = formatDay(chinaDate(again.dueAt))
  return {
    text: `对不起，让您不满意了。编号 ${row.serialNo} 会重新办理，最迟${day}前答复。`,
    next: { topic: row.serialNo },
  }
}

/** 满意, 不满意: rates the last answer of one's own petition; unsatisfied opens it again. */
export const rateAnswer: Handler = async (message, context) => {
  const rating = readRating(message)
  if (rating === undefined) return undefined
  const { tx, account } = context
  const mine = await heardBy(tx, account.id, await petitionsOfAccount(tx, account.id, 50))
  const row = mine.find(
    ({ serialNo, status }) =>
      (status === 'answered' || status === 'closed') &&
      (rating.serialNo === undefined || rating.serialNo === serialNo),
  )
  if (row === undefined) return { text: '您现在没有等待评价的答复。' }
  return rate(row, rating.satisfaction, context)
}
