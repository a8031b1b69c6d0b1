import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Answerer, PolicyAnswer } from '../../policy/answers.ts'

/** A line of `questions.jsonl`: written apart from the curated questions and checked not to repeat them. */
export interface Evaluated {
  readonly text: string
  /** Citations that must all be there, the likeliest first; or `outside`, `smalltalk`, an intent. */
  readonly expected: readonly string[]
  /** Pattern that the answer's words before 依据 must hold. */
  readonly says?: string
  /** What was asked just before. */
  readonly before?: string
  /** What must be registered beside the answer. */
  readonly reports?: string
}

/** The repository's own set. */
export const evaluated: readonly Evaluated[] = readFileSync(
  join(import.meta.dirname, 'questions.jsonl'),
  'utf8',
)
  .trim()
  .split('\n')
  // Cast: the file is ours, and every field is compared below.
  .map((line) => JSON.parse(line) as Evaluated)

/** What a question of the set is answered with, after the one before it. */
export function reply(answer: Answerer, { text, before }: Evaluated): PolicyAnswer {
  if (before === undefined) return answer(text)
  return answer(text, { subject: answer(before).subject })
}

/** True when an answer is what the set expects. */
export function isExpected({ expected, says, reports }: Evaluated, given: PolicyAnswer): boolean {
  const kind = given.kind === 'unclear' ? 'outside' : given.kind
  const got: readonly string[] = given.articles.length > 0 ? given.articles : [given.intent ?? kind]
  const said = given.text.split('依据：')[0] ?? ''
  return (
    expected.every((each) => got.includes(each)) &&
    expected.includes(got[0] ?? '') &&
    (says === undefined || new RegExp(says).test(said)) &&
    (reports === undefined || given.reports === reports)
  )
}
