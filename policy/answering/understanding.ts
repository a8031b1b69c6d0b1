import { type Corpus, citationOf, type Topic, type TopicKind } from '../corpus.ts'
import { normalise } from '../normalise.ts'
import { softmax, train } from './classifier.ts'
import { featuresOf } from './features.ts'
import { makeLexicon } from './lexicon.ts'
import { makePinyinReader } from './pinyin-input.ts'
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
  /** Citations of the clauses, likeliest first; shares add up to 1. */
  readonly clauses: readonly Ranked<string>[]
  /** The message, normalised, pinyin turned into characters. */
  readonly text: string
}

/** Sorts a message; at least one letter or character must be in it. */
export type Understand = (text: string) => Understanding

const kinds: readonly TopicKind[] = ['clause', 'outside', 'action', 'smalltalk']

/** How the parts are weighed; chosen by cross-validation over the curated questions. */
const weighing = {
  /** Search score against class score when the clause is chosen. */
  searchForClause: 12,
  /** The same when the kind is chosen, and what it is measured against. */
  searchForKind: 5,
  searchForKindBase: 0.9,
  /** Score of the classifier of kinds beside the sum over topics. */
  kindClassifier: 0.5,
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

/** Trains on a corpus (some 0.5 s for 2,000 questions) and returns what sorts messages. */
export function learn(corpus: Corpus): Understand {
  const { topics, units } = corpus
  const lexicon = makeLexicon(corpus.concepts)
  const readPinyin = makePinyinReader([
    ...units.map(({ text }) => text),
    ...topics.flatMap(({ questions }) => questions),
  ])
  const read = (text: string) => {
    const plain = normalise(text)
    return readPinyin(plain) ?? plain
  }
  const examples = topics.flatMap(({ questions, kind }, label) =>
    questions.map((question) => ({
      features: featuresOf(wording(read(question)), lexicon),
      label,
      kind: kinds.indexOf(kind),
    })),
  )
  const topicScores = train(examples, topics.length)
  const kindScores = train(
    examples.map(({ features, kind }) => ({ features, label: kind })),
    kinds.length,
  )
  const search = makeSearch(units.map(({ text }) => text))
  const unitOf = topics.map(({ kind, name }) =>
    kind === 'clause' ? units.findIndex(({ citation }) => citation === citationOf(name)) : -1,
  )
  const clauseTopics = topics.filter(({ kind }) => kind === 'clause')
  const citations = [...new Set(clauseTopics.map(({ name }) => citationOf(name)))]

  return (text) => {
    const plain = read(text)
    const worded = wording(plain)
    const features = featuresOf(worded, lexicon)
    const scores = topicScores(features)
    const found = search(worded)
    const weighed = (weight: number, base: number) =>
      softmax(
        scores.map((score, at) => {
          const unit = unitOf[at] ?? -1
          return unit < 0 ? score : score + weight * (found[unit] ?? 0) - base
        }),
      )

    const forKind = weighed(weighing.searchForKind, weighing.searchForKindBase)
    const kindSums = sumBy(topics, ({ kind }) => kind, forKind)
    const direct = kindScores(features)
    const kindShares = softmax(
      Float32Array.from(
        kinds,
        (kind, at) =>
          Math.log((kindSums.get(kind) ?? 0) + 1e-9) + weighing.kindClassifier * (direct[at] ?? 0),
      ),
    )
    const best = kindShares.indexOf(Math.max(...kindShares))
    const kind = kinds[best] ?? 'clause'

    const forClause = weighed(weighing.searchForClause, 0)
    const shareOf = new Map(topics.map((topic, at) => [topic, forClause[at] ?? 0]))
    const clauseSums = sumBy(topics, ({ name }) => citationOf(name), forClause)
    return {
      kind,
      kindShare: kindShares[best] ?? 0,
      topics: ranked(
        topics.filter((topic) => topic.kind === kind),
        (topic) => shareOf.get(topic) ?? 0,
      ),
      clauses: ranked(citations, (citation) => clauseSums.get(citation) ?? 0),
      text: plain,
    }
  }
}
