import { addDays, china, chinaDate, chinaTime } from '../policy/calendar.ts'
import { weekOn } from '../policy/week.ts'

/** When a job is due: every so many minutes from midnight, once a day, or every Monday. China time. */
export type Schedule =
  | { readonly everyMinutes: number }
  | { readonly dailyAt: string }
  | { readonly mondayAt: string }

/** One due time of a job; its key is the China time, `YYYY-MM-DD HH:mm`. */
export interface Slot {
  readonly key: string
  readonly at: number
}

const minuteMs = 60_000
const mostSlots = 400

/** The slots after `from` up to and including `until`, oldest first; after a long stop only the last 400. */
export function slotsBetween(schedule: Schedule, from: number, until: number): Slot[] {
  const slots: Slot[] = []
  for (let at = lastSlot(schedule, until); at > from && slots.length < mostSlots; ) {
    slots.push({ key: chinaTime(at), at })
    at = lastSlot(schedule, at - minuteMs)
  }
  return slots.reverse()
}

function lastSlot(schedule: Schedule, until: number): number {
  if ('mondayAt' in schedule) {
    const monday = weekOn(until)
    const slot = china(`${monday} ${schedule.mondayAt}`)
    return slot <= until ? slot : china(`${addDays(monday, -7)} ${schedule.mondayAt}`)
  }
  const day = chinaDate(until)
  if ('dailyAt' in schedule) {
    const today = china(`${day} ${schedule.dailyAt}`)
    return today <= until ? today : china(`${addDays(day, -1)} ${schedule.dailyAt}`)
  }
  const midnight = china(day)
  const step = schedule.everyMinutes * minuteMs
  return midnight + Math.floor((until - midnight) / step) * step
}
