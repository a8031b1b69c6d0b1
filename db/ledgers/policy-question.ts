import { and, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm'
import { caseRoles } from '../../policy/role.ts'
import { withoutPersonal } from '../../policy/without-personal.ts'
import { check, id, index, instant, int, oneOf, table, text, unique } from '../columns.ts'
import { NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { ledger } from '../ledger.ts'
import type { Db, Tx } from '../store.ts'
import { withoutKnownNames } from './known-names.ts'

/**
 * `open`: to be looked at. `attached`: put to a clause, `outside`: rightly not answered, both to be reviewed. `curated`:
 * reviewed, answered from now on. `dismissed`: no question.
 */
export const policyQuestionLabels = {
  open: '待处理',
  attached: '已归条款，待审核',
  outside: '办法之外，待审核',
  curated: '已采用',
  dismissed: '不用处理',
} as const
/** One of the keys of `policyQuestionLabels`. */
export type PolicyQuestionStatus = keyof typeof policyQuestionLabels

/** Why a question is looked at: nothing settled it, or the asker was not content. */
const reasonLabels = { unanswered: '没有答上', disliked: '答得不满意' } as const

/** 政策咨询待补充问题: what was asked and not settled, without personal data; one row for the same words. */
export const policyQuestions = table(
  'policy_questions',
  {
    id: id().primaryKey(),
    question: text().notNull(),
    reason: text().notNull().$type<keyof typeof reasonLabels>(),
    /** What it was taken for: a subject or a clause; empty when nothing was understood. */
    takenFor: text().notNull(),
    times: int().notNull(),
    status: text().notNull().$type<PolicyQuestionStatus>(),
    /** Set by staff: the clause or subject it belongs to. */
    topic: text().notNull().default(''),
    askedAt: instant().notNull(),
    decidedAt: instant(),
  },
  (t) => [
    check('policy_questions_status', oneOf(t.status, Object.keys(policyQuestionLabels))),
    check('policy_questions_reason', oneOf(t.reason, Object.keys(reasonLabels))),
    unique('policy_questions_question').on(t.question),
    index('policy_questions_by_time').on(t.askedAt, t.id),
    index('policy_questions_by_status').on(t.status, t.askedAt, t.id),
  ],
)

/** A row of `policyQuestions`. */
export type PolicyQuestion = typeof policyQuestions.$inferSelect

/** What staff see of it. */
export const policyQuestionLedger = ledger(policyQuestions, {
  name: 'policy-questions',
  title: '政策咨询待补充问题',
  tableName: 'policy_questions',
  readers: caseRoles,
  orderBy: policyQuestions.askedAt,
  status: policyQuestions.status,
  search: [policyQuestions.question, policyQuestions.takenFor, policyQuestions.topic],
  fields: {
    question: { label: '问题', kind: 'longText', width: 48 },
    reason: { label: '原因', kind: 'choice', choices: reasonLabels, width: 12 },
    takenFor: { label: '当时理解为', width: 18 },
    times: { label: '次数', kind: 'int', width: 8 },
    status: { label: '处理', kind: 'choice', choices: policyQuestionLabels, width: 18 },
    topic: { label: '归入', width: 22 },
    askedAt: { label: '最近一次', kind: 'instant', width: 18 },
    decidedAt: { label: '归类时间', kind: 'instant', width: 18, detailOnly: true },
  },
})

/** What is noted of a question. */
export type AskedQuestion = Pick<PolicyQuestion, 'question' | 'takenFor' | 'reason'>

/**
 * Notes a question that was not settled; the same words again only count, and somebody who was not content with the answer
 * brings a curated question back. What names a person is left out.
 */
export async function notePolicyQuestion(
  tx: Tx,
  { question: words, takenFor, reason }: AskedQuestion,
  now: number,
): Promise<void> {
  const question = await withoutKnownNames(tx, withoutPersonal(words))
  if (question === '') return
  const row = { question, takenFor, reason, times: 1, status: 'open' as const, askedAt: now }
  const { status, times } = policyQuestions
  const again: SQL =
    reason === 'disliked'
      ? sql`case when ${status} = 'curated' then 'open' else ${status} end`
      : sql`${status}`
  await tx
    .insert(policyQuestions)
    .values({ id: newId(now), ...row })
    .onConflictDoUpdate({
      target: policyQuestions.question,
      set: { times: sql`${times} + 1`, askedAt: now, status: again },
    })
}

/** One question. @throws {NotFound} */
export async function policyQuestionById(db: Db, questionId: string): Promise<PolicyQuestion> {
  const [row] = await db.select().from(policyQuestions).where(eq(policyQuestions.id, questionId))
  if (row === undefined) throw new NotFound('问题')
  return row
}

/** 每周咨询情况: what was not settled in a span of time, most often asked first, at most fifty. */
export function unsettledQuestions(db: Db, from: number, to: number): Promise<PolicyQuestion[]> {
  const within = and(gte(policyQuestions.askedAt, from), lt(policyQuestions.askedAt, to))
  return db
    .select()
    .from(policyQuestions)
    .where(within)
    .orderBy(desc(policyQuestions.times), desc(policyQuestions.askedAt))
    .limit(50)
}
