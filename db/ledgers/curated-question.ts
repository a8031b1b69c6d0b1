import { and, eq, isNull } from 'drizzle-orm'
import type { AddedQuestion } from '../../policy/learning/additions.ts'
import { centerRoles } from '../../policy/role.ts'
import type { Actor } from '../actor.ts'
import { audit } from '../audit.ts'
import { check, id, index, instant, oneOf, table, text } from '../columns.ts'
import { NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { ledger } from '../ledger.ts'
import type { Tx } from '../store.ts'
import { policyQuestions } from './policy-question.ts'
import { staff } from './staff.ts'

const kindLabels = { clause: '条款', outside: '办法之外' } as const
const statusLabels = { used: '在用', withdrawn: '已停用' } as const

/**
 * 补充问法: what staff put to a clause or outside, and reviewed. A row is never changed but by being withdrawn, so that what
 * was answered on any day can be told.
 */
export const curatedQuestions = table(
  'curated_questions',
  {
    id: id().primaryKey(),
    question: text().notNull(),
    kind: text().notNull().$type<AddedQuestion['kind']>(),
    topic: text().notNull(),
    status: text().notNull().$type<keyof typeof statusLabels>(),
    /** The question of a retiree that it came from. */
    questionId: id().references(() => policyQuestions.id),
    addedAt: instant().notNull(),
    addedBy: id().references(() => staff.id),
    withdrawnAt: instant(),
    withdrawnBy: id().references(() => staff.id),
  },
  (t) => [
    check('curated_questions_kind', oneOf(t.kind, Object.keys(kindLabels))),
    check('curated_questions_status', oneOf(t.status, Object.keys(statusLabels))),
    index('curated_questions_by_time').on(t.addedAt, t.id),
  ],
)

/** What staff see of it. */
export const curatedQuestionLedger = ledger(curatedQuestions, {
  name: 'curated-questions',
  title: '补充问法',
  tableName: 'curated_questions',
  readers: centerRoles,
  orderBy: curatedQuestions.addedAt,
  status: curatedQuestions.status,
  search: [curatedQuestions.question, curatedQuestions.topic],
  fields: {
    question: { label: '问法', kind: 'longText', width: 48 },
    kind: { label: '类别', kind: 'choice', choices: kindLabels, width: 10 },
    topic: { label: '归入', width: 22 },
    status: { label: '状态', kind: 'choice', choices: statusLabels, width: 8 },
    addedBy: { label: '审核人', names: 'staff', width: 10 },
    addedAt: { label: '采用时间', kind: 'instant', width: 18 },
    withdrawnBy: { label: '停用人', names: 'staff', width: 10, unlisted: true },
    withdrawnAt: { label: '停用时间', kind: 'instant', width: 18, unlisted: true },
  },
})

/** Takes a reviewed question into use; the same words were withdrawn before if they were in use. */
export async function addCuratedQuestion(
  tx: Tx,
  added: AddedQuestion & { readonly questionId: string },
  actor: Actor,
  now: number,
): Promise<void> {
  const by = actor.kind === 'staff' ? actor.id : null
  await tx
    .update(curatedQuestions)
    .set({ status: 'withdrawn', withdrawnAt: now, withdrawnBy: by })
    .where(and(eq(curatedQuestions.question, added.question), isNull(curatedQuestions.withdrawnAt)))
  const row = { ...added, status: 'used' as const, addedAt: now, addedBy: by }
  await tx.insert(curatedQuestions).values({ id: newId(now), ...row })
}

/** 停用: the question is no longer answered by. @throws {NotFound} */
export async function withdrawCuratedQuestion(
  tx: Tx,
  curatedId: string,
  actor: Actor,
  now: number,
): Promise<void> {
  const by = actor.kind === 'staff' ? actor.id : null
  const rows = await tx
    .update(curatedQuestions)
    .set({ status: 'withdrawn', withdrawnAt: now, withdrawnBy: by })
    .where(and(eq(curatedQuestions.id, curatedId), isNull(curatedQuestions.withdrawnAt)))
    .returning({ id: curatedQuestions.id })
  if (rows.length === 0) throw new NotFound('在用的问法')
  await audit(tx, actor, 'curated-question.withdraw', `curated_questions:${curatedId}`, now)
}
