import { eq } from 'drizzle-orm'
import { addDays } from '../../policy/calendar.ts'
import { centerRoles } from '../../policy/role.ts'
import { weekOn, weekSpan } from '../../policy/week.ts'
import { check, day, id, index, int, oneOf, table, text, unique } from '../columns.ts'
import { newId } from '../id.ts'
import { ledger } from '../ledger.ts'
import type { Db, Tx } from '../store.ts'
import {
  type AnswerCount,
  type AnswerKind,
  answerKindLabels,
  countsBetween,
  forgetAnswers,
  oldestAnswer,
} from './policy-answer.ts'

/** 每周咨询情况: how often each clause, subject and request came up in a week, beside the week before. Counts only. */
export const policyWeeks = table(
  'policy_weeks',
  {
    id: id().primaryKey(),
    /** Monday of the week. */
    weekOn: day().notNull(),
    kind: text().notNull().$type<AnswerKind>(),
    topic: text().notNull(),
    count: int().notNull(),
    /** The same in the week before. */
    before: int().notNull(),
  },
  (t) => [
    check('policy_weeks_kind', oneOf(t.kind, Object.keys(answerKindLabels))),
    unique('policy_weeks_topic').on(t.weekOn, t.kind, t.topic),
    index('policy_weeks_by_week').on(t.weekOn, t.id),
  ],
)

/** A row of `policyWeeks`. */
export type PolicyWeek = typeof policyWeeks.$inferSelect

/** What staff see of it. */
export const policyWeekLedger = ledger(policyWeeks, {
  name: 'policy-weeks',
  title: '每周咨询情况',
  tableName: 'policy_weeks',
  readers: centerRoles,
  orderBy: policyWeeks.weekOn,
  status: policyWeeks.kind,
  search: [policyWeeks.topic],
  fields: {
    weekOn: { label: '星期一', kind: 'day', width: 12 },
    kind: { label: '结果', kind: 'choice', choices: answerKindLabels, width: 12 },
    topic: { label: '条款或事项', width: 28 },
    count: { label: '次数', kind: 'int', width: 10 },
    before: { label: '前一周次数', kind: 'int', width: 10 },
  },
})

const keyOf = ({ kind, topic }: Pick<AnswerCount, 'kind' | 'topic'>) => `${kind}\0${topic}`

/** Counts beside those of the week before: what came up in either. */
function besideWeekBefore(
  counts: readonly AnswerCount[],
  earlier: readonly AnswerCount[],
): Omit<PolicyWeek, 'id' | 'weekOn'>[] {
  const before = new Map(earlier.map((row) => [keyOf(row), row.count]))
  const now = new Set(counts.map(keyOf))
  const gone = earlier.filter((row) => row.count > 0 && !now.has(keyOf(row)))
  return [
    ...counts.map((row) => ({ ...row, before: before.get(keyOf(row)) ?? 0 })),
    ...gone.map(({ kind, topic, count }) => ({ kind, topic, count: 0, before: count })),
  ].sort((a, b) => b.count - a.count || b.before - a.before || (a.topic < b.topic ? -1 : 1))
}

const readWeek = (db: Db, monday: string): Promise<PolicyWeek[]> =>
  db.select().from(policyWeeks).where(eq(policyWeeks.weekOn, monday))

/**
 * Writes the counts of a week that is over and forgets the single answers of it.
 */
async function closeWeek(tx: Tx, monday: string, now: number): Promise<PolicyWeek[]> {
  const { from, to } = weekSpan(monday)
  const counts = await countsBetween(tx, from, to)
  const earlier = await readWeek(tx, addDays(monday, -7))
  const rows = besideWeekBefore(counts, earlier).map((row) => ({
    id: newId(now),
    weekOn: monday,
    ...row,
  }))
  if (rows.length > 0) await tx.insert(policyWeeks).values(rows)
  await forgetAnswers(tx, to)
  return rows
}

/** Closes every week up to the one that begins on `last` and holds answers not counted yet. Returns the rows of the last. */
export async function closeWeeks(tx: Tx, last: string, now: number): Promise<PolicyWeek[]> {
  let rows: PolicyWeek[] = []
  for (;;) {
    const oldest = await oldestAnswer(tx)
    const monday = oldest === undefined ? undefined : weekOn(oldest)
    if (monday === undefined || monday > last) return rows
    rows = await closeWeek(tx, monday, now)
  }
}
