import { eq } from 'drizzle-orm'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { LedgerError } from '../errors.ts'
import type { Tx } from '../store.ts'
import { addCuratedQuestion } from './curated-question.ts'
import {
  type PolicyQuestion,
  type PolicyQuestionStatus,
  policyQuestionById,
  policyQuestions,
} from './policy-question.ts'

/** A decision that the ledger forbids: not the center's, or already made. */
export class PolicyQuestionRefused extends LedgerError {
  readonly code = 'policy_question_refused'
}

/** What a question is put to. `topic`: a fact of a clause, or a subject outside; empty for a subject without a name. */
export interface PolicyDecision {
  readonly status: Exclude<PolicyQuestionStatus, 'open' | 'curated'>
  readonly topic?: string
}

async function found(
  tx: Tx,
  questionId: string,
  actor: Actor,
  states: readonly PolicyQuestionStatus[],
): Promise<PolicyQuestion> {
  if (!actor.center) throw new PolicyQuestionRefused('归入条款由县退管中心办理。')
  const row = await policyQuestionById(tx, questionId)
  if (!states.includes(row.status)) throw new PolicyQuestionRefused('这个问题已经处理过了。')
  return row
}

/**
 * Settles what a question belongs to: a clause (`attached` with its topic), `outside`, or nothing. The center's alone; what
 * is put to a clause or outside is answered only after `reviewPolicyQuestion`. @throws {NotFound | PolicyQuestionRefused}
 */
export async function decidePolicyQuestion(
  tx: Tx,
  questionId: string,
  { status, topic = '' }: PolicyDecision,
  actor: Actor,
  now: number,
): Promise<void> {
  const row = await found(tx, questionId, actor, ['open'])
  if (status === 'attached' && topic === '') throw new PolicyQuestionRefused('请选归入哪一条。')
  const change = { status, topic, decidedAt: now }
  await tx.update(policyQuestions).set(change).where(eq(policyQuestions.id, row.id))
  const about = { status, topic }
  await audit(tx, actor, 'policy-question.decide', `policy_questions:${row.id}`, now, about)
}

/** 退回: a decision that was not right; the question is open again. @throws {NotFound | PolicyQuestionRefused} */
export async function reopenPolicyQuestion(
  tx: Tx,
  questionId: string,
  actor: Actor,
  now: number,
): Promise<void> {
  const row = await found(tx, questionId, actor, ['attached', 'outside', 'dismissed'])
  const change = { status: 'open' as const, topic: '', decidedAt: null }
  await tx.update(policyQuestions).set(change).where(eq(policyQuestions.id, row.id))
  const about = { status: 'open' }
  await audit(tx, actor, 'policy-question.decide', `policy_questions:${row.id}`, now, about)
}

/**
 * 审核采用: the second look. The question becomes a curated one, which every process answers by from then on.
 * @throws {NotFound | PolicyQuestionRefused}
 */
export async function reviewPolicyQuestion(
  tx: Tx,
  questionId: string,
  actor: Actor,
  now: number,
): Promise<void> {
  const row = await found(tx, questionId, actor, ['attached', 'outside'])
  const kind = row.status === 'attached' ? 'clause' : 'outside'
  const { question, topic } = row
  await addCuratedQuestion(tx, { question, kind, topic, questionId: row.id }, actor, now)
  await tx.update(policyQuestions).set({ status: 'curated' }).where(eq(policyQuestions.id, row.id))
  const about = { status: row.status, topic }
  await audit(tx, actor, 'policy-question.review', `policy_questions:${row.id}`, now, about)
}
