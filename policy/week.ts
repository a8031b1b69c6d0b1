import { addDays, china, chinaDate } from './calendar.ts'

/** The Monday of the China week that an instant lies in, `YYYY-MM-DD`. */
export function weekOn(at: number): string {
  const day = chinaDate(at)
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return addDays(day, -((weekday + 6) % 7))
}

/** First millisecond of the week that begins on a Monday, and the first of the next. */
export function weekSpan(monday: string): { readonly from: number; readonly to: number } {
  return { from: china(monday), to: china(addDays(monday, 7)) }
}
