import { eq, or, type SQL, sql } from 'drizzle-orm'
import { addDays, chinaDate } from '../policy/calendar.ts'
import type { Ledger } from './ledger.ts'
import type { DueSpan } from './ledger-due.ts'
import { columnOf } from './ledger-fields.ts'

/** A part of a prepared query: a name that tells its shape, the condition, and the values of its places. */
export type Condition = readonly [
  name: string,
  condition: SQL | undefined,
  values: Record<string, string | number>,
]

const slot = (name: string) => sql.placeholder(name)

/** What a choice asks for: an equality, or for what is computed the span of stored values that say so on `today`. */
function chosen(ledger: Ledger, key: string, choice: string, today: string): Condition[] {
  const column = columnOf(ledger, key)
  const span = ledger.fields[key]?.computed?.span
  if (span === undefined) return [[`n${key}`, eq(column, slot(key)), { [key]: choice }]]
  const { from, to } = span(choice, today)
  const conditions: Condition[] = []
  if (from !== undefined)
    conditions.push([
      `n${key}From`,
      sql`${column} >= ${slot(`${key}From`)}`,
      { [`${key}From`]: from },
    ])
  if (to !== undefined)
    conditions.push([`n${key}To`, sql`${column} <= ${slot(`${key}To`)}`, { [`${key}To`]: to }])
  return conditions
}

/** What narrows a ledger by its choices; keys that it is not narrowed by say nothing. `today`: China date. */
export function narrowConditions(
  ledger: Ledger,
  asked: Readonly<Record<string, string | undefined>>,
  today: string,
): Condition[] {
  return (ledger.narrow ?? []).flatMap((key) => {
    const choice = asked[key]
    return choice === undefined ? [] : chosen(ledger, key, choice, today)
  })
}

const holdsDays = (ledger: Ledger, column: unknown): boolean =>
  Object.entries(ledger.fields).some(
    ([key, { kind }]) => kind === 'day' && columnOf(ledger, key) === column,
  )

/** Rows whose limit is open and lies in the span. A limit that is a day ends with it, in China. */
export function dueConditions(ledger: Ledger, due: DueSpan | undefined): Condition[] {
  const { status } = ledger
  if (due === undefined || ledger.due === undefined || status === undefined) return []
  const { column, open } = ledger.due
  const days = holdsDays(ledger, column)
  const conditions: Condition[] = [['o', or(...open.map((value) => eq(status, value))), {}]]
  if (due.from !== undefined) {
    const dueFrom = days ? chinaDate(due.from) : due.from
    conditions.push(['d', sql`${column} >= ${slot('dueFrom')}`, { dueFrom }])
  }
  if (due.to !== undefined) {
    const dueTo = days ? addDays(chinaDate(due.to + 1), -1) : due.to
    conditions.push(['e', sql`${column} <= ${slot('dueTo')}`, { dueTo }])
  }
  return conditions
}
