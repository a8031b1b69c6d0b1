import { lt, sql } from 'drizzle-orm'
import { type Intent, intentLabels, intents } from '../../policy/intent.ts'
import { check, id, instant, oneOf, table, text } from '../columns.ts'
import { insertion } from '../command.ts'
import { newId } from '../id.ts'
import type { Db, Tx } from '../store.ts'

/** What became of a question. `clause` was answered; `outside` and `unclear` were not; `disliked`: 答了，觉得没用. */
export const answerKindLabels = {
  clause: '答了条款',
  outside: '办法之外',
  unclear: '没听明白',
  action: '要办事',
  disliked: '觉得没用',
} as const
/** One of the keys of `answerKindLabels`. */
export type AnswerKind = keyof typeof answerKindLabels

/**
 * One row per answer until its week has been counted: kind and topic, nothing of who asked or what. Only added to, without
 * an index besides the key, because every answer pays for it and many come at once.
 */
export const policyAnswers = table(
  'policy_answers',
  {
    id: id().primaryKey(),
    at: instant().notNull(),
    kind: text().notNull().$type<AnswerKind>(),
    /** Clause, subject or intent; empty where there is none. */
    topic: text().notNull(),
  },
  (t) => [check('policy_answers_kind', oneOf(t.kind, Object.keys(answerKindLabels)))],
)

const insertAnswer = insertion(policyAnswers)
const labelled = (topic: string) => intents.find((intent): intent is Intent => intent === topic)

/** Counts an answer: one insert. `topic`: 第十二条（一）, a subject or an intent. */
export async function countAnswer(
  tx: Tx,
  answered: { readonly kind: AnswerKind; readonly topic: string },
  now: number,
): Promise<void> {
  const intent = labelled(answered.topic)
  const topic = intent === undefined ? answered.topic : intentLabels[intent]
  await insertAnswer(tx, { id: newId(now), at: now, kind: answered.kind, topic })
}

/** How often something was answered. */
export interface AnswerCount {
  readonly kind: AnswerKind
  readonly topic: string
  readonly count: number
}

/** What was answered from an instant to before another, by kind and topic. */
export async function countsBetween(db: Db, from: number, to: number): Promise<AnswerCount[]> {
  const { kind, topic, at } = policyAnswers
  const rows = await db
    .select({ kind, topic, count: sql<number>`count(*)` })
    .from(policyAnswers)
    .where(sql`${at} >= ${from} and ${at} < ${to}`)
    .groupBy(kind, topic)
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}

/** When the first answer was given that is not counted yet; undefined when all are. */
export async function oldestAnswer(db: Db): Promise<number | undefined> {
  const [row] = await db
    .select({ at: sql<number | null>`min(${policyAnswers.at})` })
    .from(policyAnswers)
  return row?.at === null || row?.at === undefined ? undefined : Number(row.at)
}

/** Forgets what was answered before an instant: it has been counted. */
export async function forgetAnswers(tx: Tx, before: number): Promise<void> {
  await tx.delete(policyAnswers).where(lt(policyAnswers.at, before))
}
