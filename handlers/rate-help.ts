import { countAnswer } from '../db/ledgers/policy-answer.ts'
import { notePolicyQuestion } from '../db/ledgers/policy-question.ts'
import type { PolicyAnswer } from '../policy/answers.ts'
import { citationOf } from '../policy/corpus.ts'
import { option } from './say.ts'
import type { Context, Handler, Message } from './types.ts'

const helpful = { id: 'helped:yes', label: '有用' } as const
const useless = { id: 'helped:no', label: '没用 👎' } as const

/** The two buttons under an answer. */
export const ratings = [helpful, useless] as const

/** An answer this sure is not asked about again and again. */
const sureFrom = 0.8

/** How an answer's draft keeps the words that were answered, so that 没用 can tell what it was about. */
export const askedDraft = (question: string) => ({ question: question.slice(0, 500) })

/**
 * Whether to ask if an answer helped: under the first answer of a talk and under those that are less sure; never twice in a
 * row, so that it stays a small thing.
 */
export function asksWhetherHelped(
  { confidence }: PolicyAnswer,
  { conversation }: Context,
): boolean {
  if (conversation.offered.includes(useless.id)) return false
  return conversation.topic === undefined || confidence < sureFrom
}

function readRating({ kind, text }: Message): 'yes' | 'no' | undefined {
  if (kind === 'choice') {
    if (text === helpful.id) return 'yes'
    return text === useless.id ? 'no' : undefined
  }
  if (/^(?:👍|🙏|有用|帮上了|帮到了|懂了|明白了)[\p{Emoji_Modifier}。！!]*$/u.test(text))
    return 'yes'
  const unhappy =
    /^(?:👎|没用|没有用|没帮上|不对|不是这个|答非所问|答得不对|没答对|看不懂|听不懂)[\p{Emoji_Modifier}。！!]*$/u
  return unhappy.test(text) ? 'no' : undefined
}

async function note(question: string, { tx, now, conversation }: Context): Promise<void> {
  const takenFor = citationOf(conversation.topic ?? '')
  await notePolicyQuestion(tx, { question, takenFor, reason: 'disliked' }, now)
  await countAnswer(tx, { kind: 'disliked', topic: takenFor }, now)
}

/**
 * 有用, 没用, 👎: whether a policy answer helped; 没用 leaves the question to staff and offers a person. A button that is
 * pressed long after its answer disturbs nothing that is under way.
 */
export const rateHelp: Handler = async (message, context) => {
  const rating = readRating(message)
  if (rating === undefined) return undefined
  const { conversation } = context
  const { question } = conversation.draft
  if (typeof question !== 'string') {
    if (message.kind !== 'choice') return undefined
    return { text: '谢谢您告诉我们。要找工作人员，请回 9。', next: conversation }
  }
  if (rating === 'yes') return { text: '好的，有事您随时问。', next: {} }
  await note(question, context)
  return {
    text: '对不起，没帮上您，我们会改进。\n要找工作人员，请回 1。换个说法再问也行。',
    options: [option.staff, option.menu],
    next: { draft: { content: question } },
  }
}
