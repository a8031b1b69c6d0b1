import type { Topic } from '../corpus.ts'
import { intentReplies, intents } from '../intent.ts'
import { type Known, type PolicyAnswer, unclear } from './answer.ts'
import { outsideAnswer, smalltalkAnswer } from './compose.ts'
import type { Understanding } from './understanding.ts'

/** The answer to a message that is no question on a clause. */
export function fromTopic(known: Known, understood: Understanding): PolicyAnswer {
  const best = understood.topics[0]
  if (best === undefined) return unclear
  const { kind, kindShare, text } = understood
  const confidence = kindShare * best.share
  const answer = answerOther(known, best.item, text, confidence)
  return kind === 'outside' ? { ...answer, confidence: kindShare } : answer
}

/** The answer to what is no clause. */
export function answerOther(
  known: Known,
  topic: Topic,
  text: string,
  confidence: number,
): PolicyAnswer {
  const plain = { articles: [], abstained: false, confidence }
  if (topic.kind === 'smalltalk') {
    return { ...plain, kind: 'smalltalk', text: smalltalkAnswer(text) }
  }
  const intent = intents.find((name) => topic.kind === 'action' && name === topic.name)
  if (intent !== undefined) return { ...plain, kind: 'action', text: intentReplies[intent], intent }
  return {
    ...plain,
    kind: 'outside',
    text: outsideAnswer(topic.verdict, known.library(text)),
    abstained: true,
    subject: topic.name,
  }
}
