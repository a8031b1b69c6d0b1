import { type Answerer, type Known, unclear } from './answering/answer.ts'
import { smalltalkAnswer } from './answering/compose.ts'
import { dangerAnswer } from './answering/danger.ts'
import { type Learnt, learn } from './answering/learn.ts'
import { readLearnt } from './answering/learnt-file.ts'
import { makeLibrary } from './answering/library.ts'
import { inPlainerWords, taskIn } from './answering/model-task.ts'
import { answerAny } from './answering/turn.ts'
import { makeUnderstanding } from './answering/understanding.ts'
import { withoutNumbers } from './answering/wording.ts'
import { type Corpus, loadCorpus } from './corpus.ts'
import { isBlank, isGesture, normalise } from './normalise.ts'

export type { Answerer, Asking, PolicyAnswer } from './answering/answer.ts'

/**
 * Builds an answerer from a corpus and what was learnt from it before; without that it trains at the first question
 * (seconds for 4,000 questions). Answers take milliseconds.
 */
export function makeAnswerer(corpus: Corpus, learnt?: Learnt): Answerer {
  const units = new Map(corpus.units.map((unit) => [unit.citation, unit]))
  let known: Known | undefined
  return (question, asking = {}) => {
    if (isGesture(question)) {
      return { ...unclear, kind: 'smalltalk', text: smalltalkAnswer(question), abstained: false }
    }
    if (isBlank(withoutNumbers(normalise(question)))) return unclear
    const danger = dangerAnswer(question)
    if (danger !== undefined) {
      return { ...unclear, kind: 'outside', text: danger, urgent: true, confidence: 1 }
    }
    known ??= {
      unitOf: (citation) => (citation === undefined ? undefined : units.get(citation)),
      topics: corpus.topics,
      library: makeLibrary(corpus.library),
      understand: makeUnderstanding(corpus, learnt ?? learn(corpus)),
    }
    const answer = answerAny(known, question, asking)
    if (asking.forModel) return { ...answer, ...taskIn(known, question, answer) }
    return asking.plainer === undefined ? answer : inPlainerWords(known, answer, asking.plainer)
  }
}

/** The answerer over the package's own corpus; corpus and weights are read at the first question. */
export function lazyAnswerer(): Answerer {
  let answerer: Answerer | undefined
  return (question, asking) => {
    if (answerer === undefined) {
      const corpus = loadCorpus()
      answerer = makeAnswerer(corpus, readLearnt(corpus))
    }
    return answerer(question, asking)
  }
}
