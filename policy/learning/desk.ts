import type { Learnt } from '../answering/learn.ts'
import { type Answerer, makeAnswerer, type PolicyAnswer } from '../answers.ts'
import { type Corpus, citationOf, type SourceFile, type Topic } from '../corpus.ts'
import type { AddedQuestion, AddedSource, Additions } from './additions.ts'
import { builtInQuestions } from './built-in.ts'
import { type Layer, layOver } from './layer.ts'
import { layeredAnswerer } from './layered-answerer.ts'
import { makeNearest } from './nearest.ts'

/** What answers are made from at a moment. */
export interface Knowledge {
  readonly corpus: Corpus
  readonly learnt: Learnt | undefined
  /** Answers over `corpus` alone. */
  readonly base: Answerer
  /** The files that `corpus` was read from. */
  readonly files: readonly SourceFile[]
  readonly additions: Additions
  /** The day, `YYYY-MM-DD`: what is not in force on it is not cited. */
  readonly on: string
}

/** Something that a question can be put to. */
export interface TopicChoice {
  readonly kind: 'clause' | 'outside'
  readonly topic: string
  /** 住院看望（第十二条（一）） */
  readonly label: string
  readonly verdict: string
}

/** What somebody thinks of adding. */
export interface Proposal {
  readonly question?: AddedQuestion
  readonly source?: AddedSource
}

/** What is answered to one question now, and what would be. */
export interface Tried {
  readonly question: string
  readonly now: PolicyAnswer
  readonly would: PolicyAnswer
}

/** What a proposal would change. */
export interface TriedOut {
  readonly answers: readonly Tried[]
  /** Of the ways to ask that are known already, those that would be answered otherwise: how many, and the first of them. */
  readonly changed: {
    readonly count: number
    /** True where only a part of what could change was tried: there are more. */
    readonly more: boolean
    /** How many ways to ask are known. */
    readonly of: number
    readonly items: readonly Tried[]
  }
}

/** Answers and the layer they were made with. */
export function answering(known: Knowledge): { readonly answer: Answerer; readonly layer: Layer } {
  const { corpus, learnt, base, files, additions, on } = known
  const layer = layOver(corpus, files, additions, on)
  const below = layer.corpus === corpus ? base : makeAnswerer(layer.corpus, learnt)
  return { answer: layeredAnswerer(below, layer), layer }
}

function withProposal(known: Knowledge, { question, source }: Proposal): Knowledge {
  const { sources, questions } = known.additions
  const additions = {
    sources: source ? [...sources.filter(({ name }) => name !== source.name), source] : sources,
    questions: question
      ? [...questions.filter((each) => each.question !== question.question), question]
      : questions,
  }
  return { ...known, additions }
}

const sameAnswer = (one: PolicyAnswer, other: PolicyAnswer): boolean =>
  one.kind === other.kind &&
  one.subject === other.subject &&
  one.articles.join() === other.articles.join()

const mostShown = 20
/** Each is answered twice, and whoever talks meanwhile waits. */
const mostTried = 400

/** What a proposal would answer to some questions, and which known ways to ask would be answered otherwise. */
export function tryOut(
  known: Knowledge,
  proposal: Proposal,
  questions: readonly string[],
): TriedOut {
  const before = answering(known)
  const after = answering(withProposal(known, proposal))
  const both = (question: string): Tried => ({
    question,
    now: before.answer(question),
    would: after.answer(question),
  })
  const old = new Set(before.layer.entries.map(({ question }) => question))
  const fresh = after.layer.entries.map(({ question }) => question).filter((each) => !old.has(each))
  const builtIn = builtInQuestions(known.corpus)
  const lost = [...after.layer.gone].filter((citation) => !before.layer.gone.has(citation))
  const touched = new Set([...builtIn.of(lost), ...builtIn.near(fresh)])
  const changed = [...touched]
    .slice(0, mostTried)
    .map(both)
    .filter((tried) => !sameAnswer(tried.now, tried.would))
  return {
    answers: questions.map(both),
    changed: {
      count: changed.length,
      more: touched.size > mostTried,
      of: builtIn.count,
      items: changed.slice(0, mostShown),
    },
  }
}

const choiceOf = ({ kind, name, label, verdict }: Topic): TopicChoice[] => {
  if (kind === 'clause')
    return [{ kind, topic: name, label: `${label}（${citationOf(name)}）`, verdict }]
  return kind === 'outside' ? [{ kind, topic: name, label: name, verdict }] : []
}

/** Everything that a question can be put to: facts of clauses, then subjects outside. */
export function topicChoices(known: Knowledge): readonly TopicChoice[] {
  const { corpus, files, additions, on } = known
  const layer = layOver(corpus, files, additions, on)
  const added = layer.entries.flatMap(({ item }) => (item.topic ? [item.topic] : []))
  const topics = new Set([...layer.corpus.topics, ...added])
  return [...topics].filter((topic) => !layer.gone.has(citationOf(topic.name))).flatMap(choiceOf)
}

const mostLikely = 4
/** Of one kind, so that a clause and a subject outside are both at hand. */
const mostOfKind = 3
const looksAt = 200

/** The likeliest of `topicChoices` for a question, best first: what stands one press away. */
export function likelyTopics(known: Knowledge, question: string): readonly TopicChoice[] {
  const builtIn = builtInQuestions(known.corpus)
  const choices = new Map(topicChoices(known).map((each) => [`${each.kind}\0${each.topic}`, each]))
  const alike = new Set(builtIn.near([question], { share: 0.1, most: looksAt }))
  const found: TopicChoice[] = []
  const candidates = known.corpus.topics.flatMap((topic) => {
    const ways = topic.questions.filter((each) => alike.has(each))
    const choice = choices.get(`${topic.kind}\0${topic.name}`)
    if (ways.length === 0 || choice === undefined) return []
    const entries = ways.map((each) => ({ question: each, item: choice }))
    const near = makeNearest(entries, known.corpus.concepts)(question)
    return near === undefined ? [] : [near]
  })
  for (const { item } of candidates.sort((a, b) => b.closeness - a.closeness)) {
    const same = found.filter(({ kind }) => kind === item.kind).length
    if (found.length < mostLikely && same < mostOfKind) found.push(item)
  }
  return found
}
