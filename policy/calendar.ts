import { holidays } from './holidays.ts'

const minute = 60_000
const dayMs = 24 * 60 * minute
const chinaOffset = 8 * 60 * minute
/** 上班时间 in minutes of the China day: start included, end not. */
const workingHours = [
  [8 * 60 + 30, 11 * 60 + 30],
  [14 * 60 + 30, 17 * 60 + 30],
] as const
/** Longer than any run of days off, so that a search for a working day always ends. */
const longestBreakDays = 30

function shifted(at: number): string {
  return new Date(at + chinaOffset).toISOString()
}

/** The days that were asked for lately, by their number: lists and messages ask for a few of them again and again. */
const lately = new Map<number, string>()
const latelyMost = 100

/** The China calendar date `YYYY-MM-DD` of an instant in epoch milliseconds, whatever zone the process runs in. */
export function chinaDate(at: number): string {
  const day = Math.floor((at + chinaOffset) / dayMs)
  const known = lately.get(day)
  if (known !== undefined) return known
  if (lately.size >= latelyMost) lately.clear()
  const date = shifted(at).slice(0, 10)
  lately.set(day, date)
  return date
}

/** China date and time to the minute, `YYYY-MM-DD HH:mm`, of an instant in epoch milliseconds. */
export function chinaTime(at: number): string {
  return shifted(at).slice(0, 16).replace('T', ' ')
}

/** The China calendar year of an instant in epoch milliseconds. */
export function chinaYear(at: number): number {
  return Number(chinaDate(at).slice(0, 4))
}

/**
 * Epoch milliseconds of a China date and time `YYYY-MM-DD HH:mm`, or of the first millisecond of `YYYY-MM-DD`.
 * @throws {RangeError} for any other form and for dates that do not exist.
 */
export function china(text: string): number {
  const [, day, clock = '00:00'] = /^(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}))?$/.exec(text) ?? []
  const utc = Date.parse(`${day}T${clock}:00Z`)
  if (Number.isNaN(utc) || new Date(utc).toISOString().slice(0, 10) !== day) {
    throw new RangeError(`not a China date: ${text.slice(0, 20)}`)
  }
  return utc - chinaOffset
}

/** The number that the digits from one place of a text up to another write. */
function numberAt(text: string, from: number, to: number): number {
  let number = 0
  for (let at = from; at < to; at++) number = number * 10 + text.charCodeAt(at) - 48
  return number
}

const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Whether a text is a date that exists, `YYYY-MM-DD`, from the year 1 on. Lists ask it a hundred thousand times. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const year = numberAt(text, 0, 4)
  const month = numberAt(text, 5, 7)
  const date = numberAt(text, 8, 10)
  if (year < 1 || date < 1 || date > (monthDays[month - 1] ?? 0)) return false
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month !== 2 || date < 29 || leap
}

/** The calendar date `days` later (earlier when negative), both `YYYY-MM-DD`. */
export function addDays(day: string, days: number): string {
  return chinaDate(china(day) + days * dayMs)
}

/** The last millisecond of a China calendar date, epoch milliseconds. */
export function endOfDay(day: string): number {
  return china(day) + dayMs - 1
}

/** The last millisecond of the China calendar day that comes `days` after an instant's own, epoch milliseconds. */
export function endOfDayAfter(at: number, days: number): number {
  const day = Math.floor((at + chinaOffset) / dayMs) + days
  return (day + 1) * dayMs - chinaOffset - 1
}

/** A date as people read it: 2026年11月3日. */
export function formatDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}

/** Whether the holiday table has this year. Without it weekends are right and holidays are not. */
export function calendarCovers(year: number): boolean {
  return holidays[year] !== undefined
}

/**
 * Whether offices work on a China date: Monday to Friday, corrected by the holiday table. A year that the table lacks
 * (`calendarCovers` tells) falls back to Monday to Friday.
 */
export function isWorkingDay(day: string): boolean {
  const monthDay = day.slice(5)
  const year = holidays[Number(day.slice(0, 4))]
  if (year?.worked.includes(monthDay)) return true
  if (year?.off.some((range) => within(monthDay, range))) return false
  const weekday = new Date(china(day) + chinaOffset).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

function within(monthDay: string, range: string): boolean {
  const [first = '', last = first] = range.split('/')
  return first <= monthDay && monthDay <= last
}

/** Whether offices are open at an instant: working day, 08:30–11:30 or 14:30–17:30 China time, ends excluded. */
export function isWorkingTime(at: number): boolean {
  return nextWorkingTime(at) === at
}

/** The first instant not before `at` at which offices are open; `at` itself when they are. Epoch milliseconds. */
export function nextWorkingTime(at: number): number {
  const today = chinaDate(at)
  for (let ahead = 0; ahead <= longestBreakDays; ahead++) {
    const day = addDays(today, ahead)
    if (!isWorkingDay(day)) continue
    for (const [opens, closes] of workingHours) {
      const open = china(day) + opens * minute
      if (at < china(day) + closes * minute) return Math.max(at, open)
    }
  }
  throw new RangeError(`no working day within ${longestBreakDays} days of ${today}`)
}
