import { petitionsDueBefore } from '../../db/ledgers/find-petition.ts'
import type { Petition } from '../../db/ledgers/petition.ts'
import { notifyStaff, type StaffNotice } from '../../db/messaging/queue-message.ts'
import { addDays, chinaDate, endOfDay, formatDay, isWorkingTime } from '../../policy/calendar.ts'
import { centerRoles } from '../../policy/role.ts'
import type { Job } from '../types.ts'

/** Days before the end of its time limit on which a petition is first recalled. */
const dueSoonDays = 3

/** Petitions looked at together, and told of in one transaction. */
const pageRows = 200

/** What is said to whom about one petition on the day of the tick; each notice goes out once per time limit. */
function noticesFor(petition: Petition, tick: number): StaffNotice[] {
  const { id, serialNo, stationId, dueAt, status } = petition
  const act = status === 'registered' ? '告知受理情况' : '答复'
  const notice = (stage: string, text: string, roles?: StaffNotice['roles']): StaffNotice => ({
    stationId,
    content: { text },
    dedupeKey: `petition:${id}:${stage}:${dueAt}`,
    ...(roles === undefined ? {} : { roles }),
  })
  const day = formatDay(chinaDate(dueAt))
  if (dueAt < tick) {
    const late = `编号 ${serialNo} 已超过期限（${day}），请马上${act}。`
    const told = notice('overdue', late)
    const up = notice('overdue-head', late, ['station_head', ...centerRoles])
    return dueAt < tick - 86_400_000 ? [told, up] : [told]
  }
  if (chinaDate(dueAt) === chinaDate(tick))
    return [notice('today', `编号 ${serialNo} 今天到期，请今天${act}。`)]
  return [notice('soon', `编号 ${serialNo} ${day}到期，请及时${act}。`)]
}

/**
 * 来信来访期限提醒: due soon, due today and overdue to the station's staff, a day later to the head; in working time only.
 *
 * Source: 信访工作条例 (2022), the two clocks.
 */
export const petitionDue: Job = {
  name: 'petition-due',
  schedule: { everyMinutes: 30 },
  // No longer than a slot: what is missed in working time is said by the next slot of it, not in the evening.
  windowMs: 30 * 60_000,
  async run({ store, tick }) {
    if (!isWorkingTime(tick)) return { queued: 0 }
    const horizon = endOfDay(addDays(chinaDate(tick), dueSoonDays))
    let queued = 0
    let page: Petition[] = []
    do {
      page = await petitionsDueBefore(store.read, horizon, pageRows, page.at(-1))
      const notices = page.flatMap((petition) => noticesFor(petition, tick))
      queued += await store.tx(async (tx) => {
        let added = 0
        for (const notice of notices) added += await notifyStaff(tx, notice, tick)
        return added
      })
    } while (page.length === pageRows)
    return { queued }
  },
}
