import { and, desc, eq, gte, lt } from 'drizzle-orm'
import { caseRoles } from '../../policy/role.ts'
import { withoutPersonal } from '../../policy/without-personal.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { check, id, index, instant, int, oneOf, table, text, unique } from '../columns.ts'
import { LedgerError, NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { ledger } from '../ledger.ts'
import type { Db, Tx } from '../store.ts'

/** `open`: to be looked at. `attached`: belongs to a clause. `outside`: rightly not answered. `dismissed`: no question. */
export const policyQuestionStatuses = ['open', 'attached', 'outside', 'dismissed'] as const
/** One of `policyQuestionStatuses`. */
export type PolicyQuestionStatus = (typeof policyQuestionStatuses)[number]

/** Why a question is looked at: nothing settled it, or the asker was not content. */
export const policyQuestionReasons = ['unanswered', 'disliked'] as const

/** 政策咨询待补充问题: what was asked and not settled, without personal data; one row for the same words. */
export const policyQuestions = table(
  'policy_questions',
  {
    id: id().primaryKey(),
    question: text().notNull(),
    reason: text().notNull().$type<(typeof policyQuestionReasons)[number]>(),
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
    check('policy_questions_status', oneOf(t.status, policyQuestionStatuses)),
    check('policy_questions_reason', oneOf(t.reason, policyQuestionReasons)),
    unique('policy_questions_question').on(t.question),
    index('policy_questions_by_time').on(t.askedAt, t.id),
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
  search: [policyQuestions.question],
  fields: {
    question: { label: '问题', kind: 'longText', width: 48 },
    reason: {
      label: '原因',
      kind: 'choice',
      choices: { unanswered: '没有答上', disliked: '答得不满意' },
      width: 12,
    },
    takenFor: { label: '当时理解为', width: 18 },
    times: { label: '次数', kind: 'int', width: 8 },
    status: {
      label: '处理',
      kind: 'choice',
      choices: { open: '待处理', attached: '已归条款', outside: '办法之外', dismissed: '不用处理' },
      width: 12,
    },
    topic: { label: '归入', width: 22 },
    askedAt: { label: '最近一次', kind: 'instant', width: 18 },
  },
})

/** A decision that the ledger forbids: not the center's, or already made. */
export class PolicyQuestionRefused extends LedgerError {
  readonly code = 'policy_question_refused'
}

/** Notes a question that was not settled; the same words again only count. What names a person is left out. */
export async function notePolicyQuestion(
  tx: Tx,
  asked: { question: string; takenFor: string; reason: PolicyQuestion['reason'] },
  now: number,
): Promise<void> {
  const question = withoutPersonal(asked.question)
  if (question === '') return
  const [known] = await tx
    .select()
    .from(policyQuestions)
    .where(eq(policyQuestions.question, question))
  if (known === undefined) {
    const row = { ...asked, question, times: 1, status: 'open' as const, askedAt: now }
    await tx.insert(policyQuestions).values({ id: newId(now), ...row })
    return
  }
  const again = { times: known.times + 1, askedAt: now }
  await tx.update(policyQuestions).set(again).where(eq(policyQuestions.id, known.id))
}

/**
 * Settles what a question belongs to: a clause (`attached` with its topic), `outside`, or nothing. The center's alone.
 * @throws {NotFound | PolicyQuestionRefused}
 */
export async function decidePolicyQuestion(
  tx: Tx,
  questionId: string,
  decision: { status: Exclude<PolicyQuestionStatus, 'open'>; topic?: string },
  actor: Actor,
  now: number,
): Promise<void> {
  if (!actor.center) throw new PolicyQuestionRefused('归入条款由县退管中心办理。')
  if (decision.status === 'attached' && !decision.topic) {
    throw new PolicyQuestionRefused('请选归入哪一条。')
  }
  const [row] = await tx.select().from(policyQuestions).where(eq(policyQuestions.id, questionId))
  if (row === undefined) throw new NotFound('问题')
  if (row.status !== 'open') throw new PolicyQuestionRefused('这个问题已经处理过了。')
  const change = { status: decision.status, topic: decision.topic ?? '', decidedAt: now }
  await tx.update(policyQuestions).set(change).where(eq(policyQuestions.id, row.id))
  const about = { status: decision.status, topic: change.topic }
  await audit(tx, actor, 'policy-question.decide', `policy_questions:${row.id}`, now, about)
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
