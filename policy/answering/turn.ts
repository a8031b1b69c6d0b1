import { citationOf, type Topic } from '../corpus.ts'
import { type Asking, type Known, type PolicyAnswer, unclear } from './answer.ts'
import { followedFact, isFollowUp, ownWords } from './follow-up.ts'
import { fromClause, fromTopicOfClause, reportThatAsks } from './from-clause.ts'
import { answerOther, fromTopic } from './from-topic.ts'

/** Below this the best reading is too unlikely to be said. */
const leastConfidence = 0.05
/** How sure an answer is whose topic a model chose. */
const sortedConfidence = 0.8

/** The answer on a topic that was chosen elsewhere; what would act is only offered. */
function answerSorted(known: Known, topic: Topic, text: string, contact?: string): PolicyAnswer {
  const unit = topic.kind === 'clause' ? known.unitOf(citationOf(topic.name)) : undefined
  if (unit !== undefined) {
    const asked = { text, confidence: sortedConfidence, contact }
    return fromTopicOfClause(topic, unit, undefined, asked)
  }
  const answer = answerOther(known, topic, text, sortedConfidence)
  return answer.intent === undefined ? answer : { ...answer, confirm: true }
}

function answerAlone(known: Known, question: string, contact?: string): PolicyAnswer {
  const understood = known.understand(question)
  const told = reportThatAsks(known, understood)
  if (told?.asked.kind === 'outside') {
    return { ...fromTopic(known, told.asked), reports: told.reports }
  }
  if (told !== undefined) {
    const topics = understood.topicsOf('clause')
    const clauses = { ...understood, kind: 'clause' as const, kindShare: 1, topics }
    return fromClause(known, clauses, { contact, reports: told.reports })
  }
  const answer =
    understood.kind === 'clause'
      ? fromClause(known, understood, { contact })
      : fromTopic(known, understood)
  return answer.confidence < leastConfidence ? unclear : answer
}

/** A follow-up about `subject`: the fact it names, or the likelier of itself and itself with the subject in front. */
function answerFollowUp(
  known: Known,
  question: string,
  subject: string,
  contact?: string,
): PolicyAnswer {
  const topic = known.topics.find(({ name }) => name === subject)
  if (topic === undefined) return answerAlone(known, question, contact)
  const citation = citationOf(subject)
  const unit = known.unitOf(citation)
  const fact = followedFact(citation, ownWords(question))
  const named = known.topics.find(({ name }) => name === `${citation}/${fact}`)
  if (unit !== undefined && named !== undefined) {
    return fromTopicOfClause(named, unit, undefined, { text: question, confidence: 0.8, contact })
  }
  const alone = answerAlone(known, question, contact)
  const joined = answerAlone(known, `${topic.label}${ownWords(question)}`, contact)
  const keeps = alone.kind === 'smalltalk' || alone.kind === 'unclear'
  return keeps || joined.confidence >= alone.confidence ? joined : alone
}

/** The answer to a message alone, to a follow-up, or on a topic that was chosen elsewhere. */
export function answerAny(known: Known, question: string, asking: Asking): PolicyAnswer {
  const { subject, contact, sortedAs } = asking
  const sorted = sortedAs && known.topics.find(({ name }) => name === sortedAs)
  if (sorted) return answerSorted(known, sorted, question, contact)
  return subject !== undefined && isFollowUp(question)
    ? answerFollowUp(known, question, subject, contact)
    : answerAlone(known, question, contact)
}
