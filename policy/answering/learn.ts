import type { Corpus, TopicKind } from '../corpus.ts'
import type { Weights } from './classifier.ts'
import { makeReader } from './reader.ts'
import { digressed, slipped, told } from './spoilt.ts'
import { train } from './training.ts'
import { wording } from './wording.ts'

/** The kinds of topics, in the order of their classes. */
export const kinds: readonly TopicKind[] = ['clause', 'outside', 'action', 'smalltalk']

/** The weights of both classifiers: of topics and of kinds. */
export interface Learnt {
  readonly topics: Weights
  readonly kinds: Weights
}

/** Trains on a corpus: a second for 2,000 questions, and much memory for that time. Same corpus, same result. */
export function learn(corpus: Corpus): Learnt {
  const reader = makeReader(corpus)
  const examples = corpus.topics.flatMap(({ kind, questions }, label) =>
    questions.flatMap((question, place) => {
      const worded = wording(reader.plain(question))
      const copies = [slipped(worded)]
      if (kind !== 'smalltalk') copies.push(told(worded))
      // Of every question it would teach that what is said first never matters.
      if (kind !== 'smalltalk' && place % 2 === 0) copies.push(digressed(worded))
      return [worded, ...copies].map((text, at) => ({
        features: reader.features(text),
        label,
        copy: at > 0,
      }))
    }),
  )
  const kindOf = corpus.topics.map(({ kind }) => kinds.indexOf(kind))
  return {
    topics: train(examples, corpus.topics.length),
    kinds: train(
      examples.map(({ label, ...rest }) => ({ ...rest, label: kindOf[label] ?? 0 })),
      kinds.length,
    ),
  }
}
