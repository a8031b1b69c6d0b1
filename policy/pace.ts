import { addDays, isWorkingDay } from './calendar.ts'

const longestDays = 400

/**
 * How many a working day are needed from `today` to `target` (both `YYYY-MM-DD`, both included) to finish `left`;
 * null without a target, or when it is past or more than `longestDays` away.
 */
export function dailyPace(left: number, today: string, target: string | undefined): number | null {
  if (target === undefined || target < today || target > addDays(today, longestDays)) return null
  let working = 0
  for (let day = today; day <= target; day = addDays(day, 1)) if (isWorkingDay(day)) working += 1
  return Math.ceil(left / Math.max(1, working))
}
