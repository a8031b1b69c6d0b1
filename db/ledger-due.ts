import { addDays, chinaDate, endOfDay } from '../policy/calendar.ts'

/** What `due` may ask for in a ledger whose rows have a time limit. */
export const dueLabels = { overdue: '超期未办', soon: '三天内到期', open: '全部待办' } as const
/** One of the keys of `dueLabels`. */
export type DueFilter = keyof typeof dueLabels

/** Open rows whose limit lies in this span, both ends included, epoch milliseconds. */
export interface DueSpan {
  readonly from?: number
  readonly to?: number
}

/** A row counts as due soon from this many China days before its end. */
const dueSoonDays = 3

/** The span behind a filter at this moment: a limit that has passed, or ends within three days. */
export function dueSpan(due: DueFilter, now: number): DueSpan {
  if (due === 'overdue') return { to: now - 1 }
  if (due === 'soon') return { from: now, to: endOfDay(addDays(chinaDate(now), dueSoonDays)) }
  return {}
}
