import { citationOf, type Topic, type Unit } from '../corpus.ts'
import type { Intent } from '../intent.ts'
import { type Known, type PolicyAnswer, unclear } from './answer.ts'
import { choiceAnswer, clauseAnswer } from './compose.ts'
import { namedFact } from './fact.ts'
import { reportedIn, sympathy } from './reported.ts'
import type { Ranked, Understanding } from './understanding.ts'

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

/** The answer from one fact of a clause; a second clause is quoted where it fits. */
export function fromTopicOfClause(
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

/** The answer from the likeliest clause, or a choice between two that are equally likely. */
export function fromClause(
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

/** A report with a question in it. */
export interface ReportWithQuestion {
  readonly reports: Intent
  /** How the question is read by itself: a clause, or a matter outside the notice. */
  readonly asked: Understanding
}

/** What a message reports that also asks: 我妈住院了，哪个来看她. The question is answered, the report goes beside it. */
export function reportThatAsks(
  known: Known,
  { kind, topics, text }: Understanding,
): ReportWithQuestion | undefined {
  const reports = topics[0]?.item.name
  if (kind !== 'action') return undefined
  if (reports !== 'report_death' && reports !== 'report_hospitalization') return undefined
  const asked = questionsIn(text)
    .filter((part) => !/登记|报备|报告|[报说讲][一个]?[声下]/.test(part))
    .map(known.understand)
    .find((part) => /clause|outside/.test(part.kind) && part.kindShare >= askedShare)
  return asked && { reports, asked }
}
