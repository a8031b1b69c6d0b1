import { type Corpus, citationOf, type Topic, type TopicKind } from '../corpus.ts'
import { makeClassifier, softmax } from './classifier.ts'
import { isCourtesy } from './courtesy.ts'
import { kinds, type Learnt } from './learn.ts'
import { makeReader } from './reader.ts'
import { makeSearch } from './search.ts'
import { wording } from './wording.ts'

/** A topic or clause with its probability, 0 to 1. */
export interface Ranked<T> {
  readonly item: T
  readonly share: number
}

/** What a message seems to be about. */
export interface Understanding {
  readonly kind: TopicKind
  /** Probability of the kind, 0 to 1. */
  readonly kindShare: number
  /** Topics of that kind, likeliest first; shares add up to 1. */
  readonly topics: readonly Ranked<Topic>[]
  /** The same of any kind. */
  readonly topicsOf: (kind: TopicKind) => readonly Ranked<Topic>[]
  /** Citations of the clauses, likeliest first; shares add up to 1. */
  readonly clauses: readonly Ranked<string>[]
  /** The message, normalised, pinyin turned into characters. */
  readonly text: string
  /** All topics of any kind, likeliest first. */
  readonly likeliest: () => readonly Topic[]
}

/** Sorts a message; at least one letter or character must be in it. */
export type Understand = (text: string) => Understanding

/** Shares of the kinds for what is nothing but courtesies. */
const courteous = Float32Array.from(kinds, (kind) => (kind === 'smalltalk' ? 1 : 0))

/** How the parts are weighed; chosen by cross-validation over the curated questions. */
const weighing = {
  /** Search score against class score when the clause is chosen. */
  searchForClause: 12,
  /** The same when the kind is chosen, and what it is measured against. */
  searchForKind: 7,
  searchForKindBase: 2,
  /** Score of the classifier of kinds beside the sum over topics. */
  kindClassifier: 1,
  /** Against small talk, for characters that small talk never holds. */
  strangeness: 4,
}

function ranked<T>(items: readonly T[], shareOf: (item: T) => number): readonly Ranked<T>[] {
  const total = items.reduce((sum, item) => sum + shareOf(item), 0) || 1
  return items
    .map((item) => ({ item, share: shareOf(item) / total }))
    .sort((a, b) => b.share - a.share)
}

function sumBy<T, K>(
  items: readonly T[],
  keyOf: (item: T) => K,
  shares: Float32Array,
): Map<K, number> {
  const sums = new Map<K, number>()
  items.forEach((item, at) => {
    const key = keyOf(item)
    sums.set(key, (sums.get(key) ?? 0) + (shares[at] ?? 0))
  })
  return sums
}

/** What sorts messages by a corpus and what was learnt from it. */
export function makeUnderstanding(corpus: Corpus, learnt: Learnt): Understand {
  const { topics, units } = corpus
  const reader = makeReader(corpus)
  const topicScores = makeClassifier(learnt.topics)
  const kindScores = makeClassifier(learnt.kinds)
  const search = makeSearch(units.map(({ text }) => text))
  const unitOf = topics.map(({ kind, name }) =>
    kind === 'clause' ? units.findIndex(({ citation }) => citation === citationOf(name)) : -1,
  )
  const citations = [
    ...new Set(topics.filter(({ kind }) => kind === 'clause').map(({ name }) => citationOf(name))),
  ]

  function topicShares(scores: Float32Array, found: Float32Array, weight: number, base: number) {
    return softmax(
      scores.map((score, at) => {
        const unit = unitOf[at] ?? -1
        return unit < 0 ? score : score + weight * (found[unit] ?? 0) - base
      }),
    )
  }

  const friendly = new Set(
    topics
      .filter(({ kind }) => kind === 'smalltalk')
      .flatMap(({ questions }) => questions.flatMap((question) => [...wording(question)])),
  )
  /** Share of a message's characters that no small talk holds. */
  function strange(worded: string): number {
    const characters = [...worded].filter((character) => character !== ' ')
    const unknown = characters.filter((character) => !friendly.has(character))
    return unknown.length / Math.max(1, characters.length)
  }

  function kindShares(shares: Float32Array, direct: Float32Array, worded: string): Float32Array {
    const sums = sumBy(topics, ({ kind }) => kind, shares)
    const logits = kinds.map(
      (kind, at) =>
        Math.log((sums.get(kind) ?? 0) + 1e-9) +
        weighing.kindClassifier * (direct[at] ?? 0) -
        (kind === 'smalltalk' ? weighing.strangeness * strange(worded) : 0),
    )
    return softmax(Float32Array.from(logits))
  }

  return (text) => {
    const plain = reader.plain(text)
    const worded = wording(plain)
    const features = reader.features(worded)
    const scores = topicScores(features)
    const found = search(worded)
    const forKind = topicShares(scores, found, weighing.searchForKind, weighing.searchForKindBase)
    const shares = isCourtesy(plain) ? courteous : kindShares(forKind, kindScores(features), worded)
    const best = shares.indexOf(Math.max(...shares))
    const kind = kinds[best] ?? 'clause'

    const forClause = topicShares(scores, found, weighing.searchForClause, 0)
    const shareOf = new Map(topics.map((topic, at) => [topic, forClause[at] ?? 0]))
    const topicsOf = (of: TopicKind) =>
      ranked(
        topics.filter((topic) => topic.kind === of),
        (topic) => shareOf.get(topic) ?? 0,
      )
    const clauseSums = sumBy(topics, ({ name }) => citationOf(name), forClause)
    return {
      kind,
      kindShare: shares[best] ?? 0,
      topics: topicsOf(kind),
      topicsOf,
      clauses: ranked(citations, (citation) => clauseSums.get(citation) ?? 0),
      text: plain,
      likeliest: () => ranked(topics, (topic) => shareOf.get(topic) ?? 0).map(({ item }) => item),
    }
  }
}
