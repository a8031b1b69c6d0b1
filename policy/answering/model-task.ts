import { citationOf, type Topic, type Unit } from '../corpus.ts'
import type { Understand } from './understanding.ts'

/** A topic as a model is told of it. */
export interface SortTopic {
  readonly name: string
  /** A few words that tell what it is. */
  readonly tells: string
}

/**
 * The two uses of a language model: to `sort` a message that is read without certainty into one of the topics, and to
 * `rephrase` the verdict of a clause, for which no word of the asker is needed.
 */
export type ModelTask =
  /** All topics, the likeliest first. */
  | { readonly kind: 'sort'; readonly topics: readonly SortTopic[] }
  | { readonly kind: 'rephrase'; readonly verdict: string; readonly clause: string }

/** The parts of what answers are made from that are needed here. */
interface Known {
  readonly unitOf: (citation: string | undefined) => Unit | undefined
  readonly topics: readonly Topic[]
  readonly understand: Understand
}

/** The parts of an answer that are needed here. */
interface Answered {
  readonly kind: string
  readonly text: string
  readonly confidence: number
  readonly subject?: string
  readonly choices?: unknown
}

/** Below this confidence a model, where there is one, is asked what is meant. */
const sureFrom = 0.75
/** The longest answer, in characters, as in `compose.ts`. */
const longestAnswer = 600

const tellOf = ({ name, label, questions }: Topic): SortTopic => {
  const [example = ''] = questions
  return { name, tells: label === name ? example : `${label}，${example}` }
}

function clauseOf(known: Known, answer: Answered) {
  if (answer.kind !== 'clause' || answer.choices !== undefined) return undefined
  const topic = known.topics.find(({ name }) => name === answer.subject)
  const unit = topic && known.unitOf(citationOf(topic.name))
  return topic && unit ? { topic, unit } : undefined
}

/** What a model may help with in an answer; nothing when it is sure and has no verdict. */
export function taskIn(
  known: Known,
  question: string,
  answer: Answered,
): { readonly task?: ModelTask } {
  if (answer.confidence < sureFrom) {
    return { task: { kind: 'sort', topics: known.understand(question).likeliest().map(tellOf) } }
  }
  const found = clauseOf(known, answer)
  if (found === undefined) return {}
  const { topic, unit } = found
  return { task: { kind: 'rephrase', verdict: topic.verdict, clause: unit.text } }
}

/** The same answer with its verdict in other words, where there are some and they fit. */
export function inPlainerWords<Answer extends Answered>(
  known: Known,
  answer: Answer,
  plainer: (verdict: string) => string | undefined,
): Answer {
  const verdict = clauseOf(known, answer)?.topic.verdict
  const words = verdict && plainer(verdict)
  if (!words) return answer
  const text = answer.text.replace(verdict, () => words)
  return text.length > longestAnswer ? answer : { ...answer, text }
}
