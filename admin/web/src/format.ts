import { chinaDate, chinaTime, endOfDay } from '../../../policy/calendar.ts'
import type { Field, Row } from './types.ts'

/** An instant of the API, epoch milliseconds or ISO text, as epoch milliseconds; undefined for none. */
function instantOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value === '') return undefined
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : at
}

/** `2026-03-02 09:00` in China time; empty for none. */
export function showTime(value: unknown): string {
  const at = instantOf(value)
  return at === undefined ? '' : chinaTime(at)
}

/** `3月2日` of `2026-03-02`. */
export const showDay = (day: string): string =>
  `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`

/** What staff read of a field of a row; empty where nothing is recorded. */
export function show(field: Field, row: Row): string {
  const named = field.names && row[`${field.key.replace(/Id$/, '')}Name`]
  // What an audit entry is about keeps its code; the id of anything else tells nobody anything.
  const value =
    field.names === undefined || field.names === 'subjects' ? (named ?? row[field.key]) : named
  if (value === null || value === undefined) return ''
  if (field.kind === 'instant') return showTime(value)
  if (field.kind === 'fen') return `${(Number(value) / 100).toFixed(2)} 元`
  if (field.kind === 'choice') return field.choices?.[String(value)] ?? String(value)
  return String(value)
}

/** How much of a time limit is left. */
interface Due {
  readonly tone: 'late' | 'soon' | 'calm'
  readonly text: string
}

const dayMs = 86_400_000
const soonDays = 3

/** 办理期限: 超期 after it, 临期 within three China days before it. Both arguments in epoch milliseconds. */
export function dueOf(dueAt: number, now: number): Due {
  const days = Math.round((Date.parse(chinaDate(dueAt)) - Date.parse(chinaDate(now))) / dayMs)
  if (dueAt < now) return { tone: 'late', text: `超期 ${Math.max(1, -days)} 天` }
  if (days === 0) return { tone: 'soon', text: '今天到期' }
  return { tone: days <= soonDays ? 'soon' : 'calm', text: `还剩 ${days} 天` }
}

/** The time limit of a petition that still asks for work, or of a file that is lent; undefined for any other row. */
export function dueOfRow(row: Row, now: number): Due | undefined {
  const dueOn = row['status'] === 'out' ? row['dueOn'] : undefined
  if (typeof dueOn === 'string') return dueOf(endOfDay(dueOn), now)
  const dueAt = instantOf(row['dueAt'])
  const open = row['status'] === 'registered' || row['status'] === 'accepted'
  return open && dueAt !== undefined ? dueOf(dueAt, now) : undefined
}

/** `3.2 MB`, for people. */
export function showBytes(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))} KB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`
}
