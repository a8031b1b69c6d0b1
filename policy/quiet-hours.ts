import { chinaTime } from './calendar.ts'

/** Spans of the China day, `HH:mm` to `HH:mm`, in which no bulk message goes out. */
export type QuietHours = readonly (readonly [string, string])[]

const clock = '([01]\\d|2[0-3]):[0-5]\\d'
const span = new RegExp(`^${clock}-${clock}$`)

/** Reads `20:30-08:00,12:00-14:00`; empty: none; undefined when it is neither. */
export function readQuietHours(written: string): QuietHours | undefined {
  const parts = written
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (!parts.every((part) => span.test(part))) return undefined
  return parts.map((part) => [part.slice(0, 5), part.slice(6)] as const)
}

/** Whether an instant lies in quiet hours; a span whose end is earlier goes over midnight. */
export function isQuiet(at: number, quiet: QuietHours): boolean {
  const time = chinaTime(at).slice(-5)
  return quiet.some(([from, to]) =>
    from <= to ? time >= from && time < to : time >= from || time < to,
  )
}
