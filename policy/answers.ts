import {
  choiceAnswer,
  clauseAnswer,
  outsideAnswer,
  smalltalkAnswer,
  unclearAnswer,
} from './answering/compose.ts'
import { dangerAnswer } from './answering/danger.ts'
import { namedFact } from './answering/fact.ts'
import { followedFact, isFollowUp, ownWords } from './answering/follow-up.ts'
import { readLearnt } from './answering/learnt-file.ts'
import { type Library, makeLibrary } from './answering/library.ts'
import { inPlainerWords, type ModelTask, taskIn } from './answering/model-task.ts'
import { reportedIn, sympathy } from './answering/reported.ts'
import {
  type Learnt,
  learn,
  makeUnderstanding,
  type Ranked,
  type Understand,
  type Understanding,
} from './answering/understanding.ts'
import { withoutNumbers } from './answering/wording.ts'
import { type Corpus, citationOf, loadCorpus, type Topic, type Unit } from './corpus.ts'
import { type Intent, intentReplies, intents } from './intent.ts'
import { isBlank, isGesture, normalise } from './normalise.ts'

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
  /** What was answered, for `Asking.subject` of the next question: 那县外呢？ */
  readonly subject?: string
  /** What a question tells on the way: 我爸住院了，你们管不管来看. To be registered beside the answer. */
  readonly reports?: Intent
  /** Two clauses are meant equally: what to offer, and the question each choice stands for. */
  readonly choices?: readonly { readonly label: string; readonly question: string }[]
  /** Life is in danger: a person must be called at once, whatever else is said. */
  readonly urgent?: boolean
  /** An intent that a model chose: to be confirmed before anything begins. */
  readonly confirm?: boolean
  /** What a language model may help with; only where `Asking.forModel` wants to know. */
  readonly task?: ModelTask
}

/** What is known about the asker. */
export interface Asking {
  /** `subject` of the answer before, so that a follow-up keeps it. */
  readonly subject?: string | undefined
  /** Own station with its telephone, as it shall be read: 城东工作站，电话 0878-4120000. */
  readonly contact?: string | undefined
  /** Name of the topic that a model chose; any other than a known one is as none. */
  readonly sortedAs?: string | undefined
  /** The checked plainer words for a verdict, where there are some. */
  readonly plainer?: ((verdict: string) => string | undefined) | undefined
  /** Wants `task` in the answer. */
  readonly forModel?: boolean | undefined
}

/** Answers a message. Never throws; any text is answered within milliseconds. */
export type Answerer = (question: string, asking?: Asking) => PolicyAnswer

/** Below this the best reading is too unlikely to be said. */
const leastConfidence = 0.05
/** A question beside a report is answered when its clause is at least this likely. */
const askedShare = 0.6
/** A second clause is quoted when it is at least this likely against the first. */
const secondShare = 0.06
/** A part of the message is answered as well when its clause is at least this likely. */
const besideShare = 0.75
/** More questions in one message are not looked at one by one. */
const mostQuestions = 6
/** Below this confidence two clauses this near each other are offered as a choice. */
const choiceBelow = { confidence: 0.4, nearness: 0.7 }

const unclear: PolicyAnswer = {
  kind: 'unclear',
  text: unclearAnswer,
  articles: [],
  abstained: true,
  confidence: 0,
}

/** What answers are made from. */
interface Known {
  readonly unitOf: (citation: string | undefined) => Unit | undefined
  readonly topics: readonly Topic[]
  readonly understand: Understand
  readonly library: Library
}

function likelySecond(clauses: readonly Ranked<string>[]): string | undefined {
  const [first, second] = clauses
  if (first === undefined || second === undefined) return undefined
  return second.share >= secondShare * first.share ? second.item : undefined
}

/** Parts of a message that ask for themselves: 丧葬费哪个帮领，户口又咋个销. */
function questionsIn(text: string): readonly string[] {
  const parts = text.split(/[,，。?？!！;；\s]+/).filter((part) => part.length >= 4)
  const asks = /谁|哪|吗|还是|[不嘛呢]$|多少|怎么|咋|什么|几|有没有|给[会有能要是]|([\p{L}])不\1/u
  return parts.length > 1 ? parts.filter((part) => asks.test(part)).slice(0, mostQuestions) : []
}

/** A clause that another part of the message asks about without doubt. */
function askedBeside(known: Known, text: string, first: string): string | undefined {
  for (const part of questionsIn(text)) {
    const { kind, kindShare, clauses } = known.understand(part)
    const [best] = clauses
    const sure = kind === 'clause' && best !== undefined && kindShare * best.share >= besideShare
    if (sure && best.item !== first) return best.item
  }
  return undefined
}

/** The fact of a clause that is answered: the one the words name, else the likeliest. */
function topicOf(understood: Understanding, citation: string, named?: string): Topic | undefined {
  const own = understood.topics.filter(({ item }) => citationOf(item.name) === citation)
  const fact = named ?? namedFact(citation, understood.text)
  return (own.find(({ item }) => item.name === `${citation}/${fact}`) ?? own[0])?.item
}

function fromTopicOfClause(
  topic: Topic,
  unit: Unit,
  second: Unit | undefined,
  asked: { text: string; confidence: number; contact: string | undefined; reports?: Intent },
): PolicyAnswer {
  const reports = reportedIn(asked.text) ?? asked.reports
  return {
    kind: 'clause',
    text: clauseAnswer({
      sympathy: sympathy(reports),
      verdict: topic.verdict,
      unit,
      second,
      contact: asked.contact,
    }),
    articles: [unit.citation, ...(second ? [second.citation] : [])],
    abstained: false,
    confidence: asked.confidence,
    subject: topic.name,
    ...(reports ? { reports } : {}),
  }
}

function asChoice(known: Known, understood: Understanding): PolicyAnswer | undefined {
  const [first, second] = understood.clauses
  if (first === undefined || second === undefined) return undefined
  const confidence = understood.kindShare * first.share
  if (confidence >= choiceBelow.confidence) return undefined
  if (second.share < choiceBelow.nearness * first.share) return undefined
  const choices = [first, second].flatMap(({ item }) => {
    const topic = topicOf(understood, item)
    const unit = known.unitOf(item)
    return topic && unit ? [{ label: topic.label, verdict: topic.verdict, topic, unit }] : []
  })
  return {
    kind: 'clause',
    text: choiceAnswer(choices),
    articles: choices.map(({ unit }) => unit.citation),
    abstained: false,
    confidence,
    choices: choices.map(({ label, topic }) => ({ label, question: topic.questions[0] ?? label })),
  }
}

function fromClause(
  known: Known,
  understood: Understanding,
  { contact, reports }: { contact: string | undefined; reports?: Intent },
): PolicyAnswer {
  const first = understood.clauses[0]
  const unit = known.unitOf(first?.item)
  const topic = first && topicOf(understood, first.item)
  if (first === undefined || unit === undefined || topic === undefined) return unclear
  const choice = reports === undefined ? asChoice(known, understood) : undefined
  if (choice !== undefined) return choice
  const second = known.unitOf(
    askedBeside(known, understood.text, first.item) ?? likelySecond(understood.clauses),
  )
  return fromTopicOfClause(topic, unit, second, {
    text: understood.text,
    confidence: understood.kindShare * first.share,
    contact,
    ...(reports ? { reports } : {}),
  })
}

/** What a message reports that also asks: 我妈住院了，哪个来看她. The question is answered, the report goes beside it. */
function reportThatAsks(known: Known, { kind, topics, text }: Understanding): Intent | undefined {
  const told = topics[0]?.item.name
  if (kind !== 'action' || (told !== 'report_death' && told !== 'report_hospitalization')) return
  const asks = questionsIn(text).some((part) => {
    const { kind: asked, kindShare } = known.understand(part)
    return asked === 'clause' && kindShare >= askedShare
  })
  return asks ? told : undefined
}

function fromTopic(known: Known, understood: Understanding): PolicyAnswer {
  const best = understood.topics[0]
  if (best === undefined) return unclear
  const { kind, kindShare, text } = understood
  const confidence = kindShare * best.share
  const answer = answerOther(known, best.item, text, confidence)
  return kind === 'outside' ? { ...answer, confidence: kindShare } : answer
}

/** The answer to what is no clause. */
function answerOther(known: Known, topic: Topic, text: string, confidence: number): PolicyAnswer {
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
  const reports = reportThatAsks(known, understood)
  if (reports !== undefined) {
    const clauses = { ...understood, kind: 'clause' as const, kindShare: 1 }
    return fromClause(known, clauses, { contact, reports })
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

function answerAny(known: Known, question: string, asking: Asking): PolicyAnswer {
  const { subject, contact, sortedAs } = asking
  const sorted = sortedAs && known.topics.find(({ name }) => name === sortedAs)
  if (sorted) return answerSorted(known, sorted, question, contact)
  return subject !== undefined && isFollowUp(question)
    ? answerFollowUp(known, question, subject, contact)
    : answerAlone(known, question, contact)
}

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
