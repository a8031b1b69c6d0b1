import { closeWeeks, type PolicyWeek } from '../../db/ledgers/policy-week.ts'
import { centerStation } from '../../db/ledgers/station.ts'
import { notifyStaff } from '../../db/messaging/queue-message.ts'
import { addDays, formatDay } from '../../policy/calendar.ts'
import { centerRoles } from '../../policy/role.ts'
import { weekOn } from '../../policy/week.ts'
import type { Job } from '../types.ts'

const dayMs = 86_400_000

const sumOf = (rows: readonly PolicyWeek[], ...kinds: readonly PolicyWeek['kind'][]) =>
  rows.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { count }) => sum + count, 0)

function wordsFor(monday: string, rows: readonly PolicyWeek[]): string {
  const asked = sumOf(rows, 'clause', 'outside', 'unclear', 'action')
  const open = sumOf(rows, 'outside', 'unclear')
  const span = `${formatDay(monday)}起一周`
  return `${span}答了 ${asked} 问。没有答上 ${open} 问，觉得没用 ${sumOf(rows, 'disliked')} 次。详见“每周咨询情况”。`
}

/** 每周咨询情况: on Monday morning the week before is counted, and the center is told. */
export const policyWeek: Job = {
  name: 'policy-week',
  schedule: { mondayAt: '08:30' },
  // Late is better than never: the whole week may pass.
  windowMs: 7 * dayMs,
  async run({ store, tick }) {
    const monday = addDays(weekOn(tick), -7)
    return store.tx(async (tx) => {
      const rows = await closeWeeks(tx, monday, tick)
      if (rows.length === 0) return { topics: 0, told: 0 }
      const notice = {
        stationId: (await centerStation(tx)).id,
        roles: centerRoles,
        content: { text: wordsFor(monday, rows) },
        dedupeKey: `policy-week:${monday}`,
      }
      return { topics: rows.length, told: await notifyStaff(tx, notice, tick) }
    })
  },
}
