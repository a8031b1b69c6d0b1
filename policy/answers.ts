import { clauseAnswer, outsideAnswer, smalltalkAnswer, unclearAnswer } from './answering/compose.ts'
import { namedFact } from './answering/fact.ts'
import { readLearnt } from './answering/learnt-file.ts'
import {
  type Learnt,
  learn,
  makeUnderstanding,
  type Ranked,
  type Understand,
  type Understanding,
} from './answering/understanding.ts'
import { type Corpus, citationOf, loadCorpus, type Unit } from './corpus.ts'
import { type Intent, intentReplies, intents } from './intent.ts'
import { isBlank } from './normalise.ts'

/** An answer to a message, ready to send. */
export interface PolicyAnswer {
  readonly kind: 'clause' | 'outside' | 'action' | 'smalltalk' | 'unclear'
  /** At most 600 characters, plain text, lines separated by line ends: the verdict first, then 依据, 原文, whom to ask. */
  readonly text: string
  /** Citations, best first, at most three: 第十二条（一）. Empty unless `kind` is `clause`. */
  readonly articles: readonly string[]
  /** True when the text says that the notice does not settle it; it then names the way to a person. */
  readonly abstained: boolean
  /** Only with `kind` `action`. It must not act by itself: the handler asks what is missing and confirms. */
  readonly intent?: Intent
  /** 0 to 1. */
  readonly confidence: number
}

/** Answers a message. Never throws; any text is answered within milliseconds. */
export type Answerer = (question: string) => PolicyAnswer

/** Below this the best reading is too unlikely to be said. */
const leastConfidence = 0.05
/** A second clause is quoted when it is at least this likely against the first. */
const secondShare = 0.2

const unclear: PolicyAnswer = {
  kind: 'unclear',
  text: unclearAnswer,
  articles: [],
  abstained: true,
  confidence: 0,
}

function likelySecond(clauses: readonly Ranked<string>[]): string | undefined {
  const [first, second] = clauses
  if (first === undefined || second === undefined) return undefined
  return second.share >= secondShare * first.share ? second.item : undefined
}

function fromClause(corpus: Corpus, understood: Understanding): PolicyAnswer {
  const unitOf = (citation: string | undefined): Unit | undefined =>
    corpus.units.find((unit) => unit.citation === citation)
  const first = understood.clauses[0]
  const unit = unitOf(first?.item)
  if (first === undefined || unit === undefined) return unclear
  const named = namedFact(unit.citation, understood.text)
  const ofClause = understood.topics.filter(({ item }) => citationOf(item.name) === unit.citation)
  const topic =
    ofClause.find(({ item }) => item.name === `${unit.citation}/${named}`) ?? ofClause[0]
  const second = unitOf(likelySecond(understood.clauses))
  return {
    kind: 'clause',
    text: clauseAnswer(topic?.item.verdict ?? '', unit, second),
    articles: [unit.citation, ...(second ? [second.citation] : [])],
    abstained: false,
    confidence: understood.kindShare * first.share,
  }
}

function fromTopic(understood: Understanding): PolicyAnswer {
  const best = understood.topics[0]
  if (best === undefined) return unclear
  const plain = {
    articles: [],
    abstained: false,
    confidence: understood.kindShare * best.share,
  }
  if (understood.kind === 'smalltalk') {
    return { ...plain, kind: 'smalltalk', text: smalltalkAnswer(understood.text) }
  }
  const intent = intents.find((name) => understood.kind === 'action' && name === best.item.name)
  if (intent !== undefined) return { ...plain, kind: 'action', text: intentReplies[intent], intent }
  return {
    ...plain,
    kind: 'outside',
    text: outsideAnswer(best.item.verdict),
    abstained: true,
    confidence: understood.kindShare,
  }
}

/**
 * Builds an answerer from a corpus and what was learnt from it before; without that it trains at the first question
 * (a second for 2,000 questions). Answers take milliseconds.
 */
export function makeAnswerer(corpus: Corpus, learnt?: Learnt): Answerer {
  let understand: Understand | undefined
  return (question) => {
    if (isBlank(question)) return unclear
    understand ??= makeUnderstanding(corpus, learnt ?? learn(corpus))
    const understood = understand(question)
    const answer =
      understood.kind === 'clause' ? fromClause(corpus, understood) : fromTopic(understood)
    return answer.confidence < leastConfidence ? unclear : answer
  }
}

/** The answerer over the package's own corpus; corpus and weights are read at the first question. */
export function lazyAnswerer(): Answerer {
  let answerer: Answerer | undefined
  return (question) => {
    if (answerer === undefined) {
      const corpus = loadCorpus()
      answerer = makeAnswerer(corpus, readLearnt(corpus))
    }
    return answerer(question)
  }
}
